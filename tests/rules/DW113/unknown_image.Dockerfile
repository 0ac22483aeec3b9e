FROM team/app:1.0
