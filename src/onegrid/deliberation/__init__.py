"""Come and talk (有事来聊): a matter of many is raised, heard, talked over, decided, done and looked back on.

Five words. A *topic* is the matter, with the area that it concerns; a *statement* is one short sentence that others agree with,
disagree with or pass; a *decision* is a question with its rule, chosen before anybody votes; an *elector* may vote in it, by
the roll; an *action* is what a resolution has somebody do, and becomes a case.
"""
