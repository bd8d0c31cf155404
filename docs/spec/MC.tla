--------------------------------- MODULE MC ----------------------------------
(* What TLC needs besides: symmetry (for safety only), sets that a configuration cannot write. *)
EXTENDS NmrRules, TLC

CONSTANTS c1, c2, p1, p2

Symmetry == Permutations(Clients) \cup Permutations(Providers) \cup Permutations(Threads)
ThreadSymmetry == Permutations(Threads)

NoHolds == {}
(* Two modules that are each other's client, one with both roles; and one with all that it has. *)
CrossHolds == {{c1, p1}}
AllProviders == {Providers}
=============================================================================
