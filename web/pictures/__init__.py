"""Pictures drawn on the server: pure functions from plain facts to SVG, without a script or a style attribute."""
