"""A copy to train on (bản tập huấn): invented people in the place of real ones, papers replaced, nothing leads outside.

The copy is made from a backup in an empty place (``operations.make``), so that a real installation is never disguised
by mistake. Every text of every table goes through one disguise: what is consistent there stays consistent here.
"""
