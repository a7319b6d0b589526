def search_figures(c):
    return {"none": 0.0}
