"""Documents (văn bản): what agencies write to each other, from the first draft to the register, by NĐ 30/2020/NĐ-CP.

Owns the kinds of documents, each document as one agency holds it (drawn up or arrived), its versions, remarks and
files, who holds it, its copies and links, and its delivery to other agencies. Never holds a state secret.
"""
