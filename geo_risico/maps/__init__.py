"""Release in, folium.Map out."""
