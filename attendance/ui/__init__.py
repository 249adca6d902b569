"""What the pages are drawn with; the only package code that imports Streamlit."""
