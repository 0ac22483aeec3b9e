import streamlit

streamlit.title("shop")
