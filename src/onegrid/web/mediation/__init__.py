"""One-stop mediation: the door, the list, one dispute with what can be done in it, its papers, mediators and figures."""
