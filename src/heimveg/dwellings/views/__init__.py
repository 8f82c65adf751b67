"""The forms of the dwelling register. The list and the dwelling page show other rooms too, and
belong to the desk."""
