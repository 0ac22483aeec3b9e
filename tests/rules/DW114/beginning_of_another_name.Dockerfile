FROM javascript/node:20
