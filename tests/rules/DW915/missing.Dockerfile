FROM nginx:1.29
CMD ["nginx"]
