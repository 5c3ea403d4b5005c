"""Who works and serves here, and who may see what. No register of residents.

Five words. A *person* signs in; an *organisation* is an office, department, committee or company; a *post* is a role in
an area or an organisation, from one date to another; a *credential* is what a post may require; a *right* is what a role
may do, and its *scope* where.
"""
