-------------------------------- MODULE Guard --------------------------------
(***************************************************************************)
(* The guard's fast path: how calls are counted without a shared write.    *)
(*                                                                         *)
(* While nobody takes the binding apart (state FAST), a call is a mark     *)
(* that only its thread writes.  Whoever takes it apart makes the state    *)
(* EXACT, sends a barrier through all threads, and adopts the marks that   *)
(* it then finds as counted calls.  From there on calls are counted under  *)
(* the lock.  Only after the scan may anyone conclude that no call is in   *)
(* progress.                                                               *)
(*                                                                         *)
(* Memory is that of a machine with store buffers (TSO): a thread's store  *)
(* is seen by itself at once and by the others at some later time, in      *)
(* order; a load may thus overtake it.  Taking the lock empties the        *)
(* thread's buffer, the barrier empties those of all threads, of each at a *)
(* time of its own.  The fast path itself has no fence.                    *)
(*                                                                         *)
(* Broken names what is left out, "none" for the algorithm as it is.       *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Threads,
  Capacity, \* of a store buffer; a store waits while it is full
  Broken

VARIABLES
  state,    \* FAST or EXACT
  mark,     \* of each thread, as memory has it
  buffer,   \* of each thread, its stores to its mark that memory does not have yet
  at,       \* of each thread, where it is
  isFast,   \* of each thread, whether the call that it is inside has a mark
  isLocked, \* whether the closer has the lock; the threads' locked sections are one step each
  adopted,  \* threads whose mark was found and counted
  counted,  \* threads whose call came by the exact path
  isClosed, \* whether the exact path refuses
  closer,   \* how far the taking apart is: open, barrier, scan, exact, runDown
  reached,  \* threads that the barrier has been through
  unseen,   \* threads whose mark has not been looked at
  found     \* threads whose mark was seen, and that are not adopted yet

threadVars == <<buffer, mark, at, isFast>>
closerVars == <<state, isLocked, isClosed, closer, reached, unseen, found>>
account == <<adopted, counted>>
vars == <<threadVars, closerVars, account>>

Init ==
  /\ state = "FAST"
  /\ mark = [t \in Threads |-> FALSE]
  /\ buffer = [t \in Threads |-> <<>>]
  /\ at = [t \in Threads |-> "out"]
  /\ isFast = [t \in Threads |-> FALSE]
  /\ isLocked = FALSE
  /\ adopted = {} /\ counted = {}
  /\ isClosed = FALSE
  /\ closer = "open"
  /\ reached = {} /\ unseen = {} /\ found = {}

Go(t, place) == at' = [at EXCEPT ![t] = place]
Store(t, value) ==
  /\ Len(buffer[t]) < Capacity
  /\ buffer' = [buffer EXCEPT ![t] = Append(@, value)]

(* What memory holds when that thread's buffer is empty. *)
Emptied(t) == IF buffer[t] = <<>> THEN mark[t] ELSE buffer[t][Len(buffer[t])]

Drain(t) ==
  /\ mark' = [mark EXCEPT ![t] = Emptied(t)]
  /\ buffer' = [buffer EXCEPT ![t] = <<>>]

-----------------------------------------------------------------------------
(* A thread. *)

(* The machine, at any time: the oldest store reaches memory. *)
flush(t) ==
  /\ buffer[t] # <<>>
  /\ mark' = [mark EXCEPT ![t] = Head(buffer[t])]
  /\ buffer' = [buffer EXCEPT ![t] = Tail(@)]
  /\ UNCHANGED <<at, isFast, closerVars, account>>

(* enter: the mark first ... *)
enter(t) ==
  /\ at[t] = "out"
  /\ IF Broken = "NoRecheck"
     THEN IF state = "FAST" THEN Go(t, "checked") /\ UNCHANGED buffer
          ELSE Go(t, "exactly") /\ UNCHANGED buffer
     ELSE Store(t, TRUE) /\ Go(t, "marked")
  /\ UNCHANGED <<mark, isFast, closerVars, account>>

(* ... and then the state; the variant NoRecheck has looked before. *)
check(t) ==
  /\ \/ /\ at[t] = "checked"
        /\ Store(t, TRUE) /\ Go(t, "inside") /\ isFast' = [isFast EXCEPT ![t] = TRUE]
     \/ /\ at[t] = "marked" /\ state = "FAST"
        /\ Go(t, "inside") /\ isFast' = [isFast EXCEPT ![t] = TRUE] /\ UNCHANGED buffer
     \/ /\ at[t] = "marked" /\ state = "EXACT"
        /\ Store(t, FALSE) /\ Go(t, "exactly") /\ UNCHANGED isFast
  /\ UNCHANGED <<mark, closerVars, account>>

(* The exact path, under the lock.  The mark, though undone, may have been adopted meanwhile. *)
enterExactly(t) ==
  /\ at[t] = "exactly" /\ ~isLocked
  /\ Drain(t)
  /\ adopted' = IF Broken = "NoReconcileAtUndo" THEN adopted ELSE adopted \ {t}
  /\ IF isClosed THEN Go(t, "out") /\ UNCHANGED counted
     ELSE Go(t, "inside") /\ counted' = counted \cup {t}
  /\ isFast' = [isFast EXCEPT ![t] = FALSE]
  /\ UNCHANGED closerVars

(* exit: the mark goes, then the state is looked at; if it is not FAST the mark may have been
   adopted. *)
exit(t) ==
  /\ at[t] = "inside" /\ isFast[t]
  /\ Store(t, FALSE) /\ Go(t, "cleared")
  /\ UNCHANGED <<mark, isFast, closerVars, account>>

exitChecks(t) ==
  /\ at[t] = "cleared"
  /\ Go(t, IF state = "FAST" \/ Broken = "NoReconcile" THEN "out" ELSE "reconcile")
  /\ UNCHANGED <<buffer, mark, isFast, closerVars, account>>

reconcile(t) ==
  /\ at[t] = "reconcile" /\ ~isLocked
  /\ Drain(t)
  /\ adopted' = adopted \ {t}
  /\ Go(t, "out")
  /\ UNCHANGED <<isFast, closerVars, counted>>

exitExactly(t) ==
  /\ at[t] = "inside" /\ ~isFast[t] /\ ~isLocked
  /\ Drain(t)
  /\ counted' = counted \ {t}
  /\ Go(t, "out")
  /\ UNCHANGED <<isFast, closerVars, adopted>>

-----------------------------------------------------------------------------
(* Who takes the binding apart. *)

close ==
  /\ closer = "open" /\ ~isLocked
  /\ state' = "EXACT"
  /\ closer' = IF Broken = "NoBarrier" THEN "reached" ELSE "barrier"
  /\ UNCHANGED <<threadVars, isLocked, isClosed, reached, unseen, found, account>>

(* The barrier reaches one thread after the other. *)
barrier(t) ==
  /\ closer = "barrier" /\ t \notin reached
  /\ Drain(t)
  /\ reached' = reached \cup {t}
  /\ closer' = IF reached' = Threads THEN "reached" ELSE closer
  /\ UNCHANGED <<at, isFast, state, isLocked, isClosed, unseen, found, account>>

beginScan ==
  /\ closer = "reached" /\ ~isLocked
  /\ isLocked' = (Broken # "ScanWithoutLock")
  /\ closer' = "scan"
  /\ unseen' = Threads
  /\ UNCHANGED <<threadVars, state, isClosed, reached, found, account>>

look(t) ==
  /\ closer = "scan" /\ t \in unseen
  /\ unseen' = unseen \ {t}
  /\ found' = IF mark[t] THEN found \cup {t} ELSE found
  /\ UNCHANGED <<threadVars, state, isLocked, isClosed, closer, reached, account>>

adopt(t) ==
  /\ t \in found
  /\ found' = found \ {t}
  /\ adopted' = adopted \cup {t}
  /\ UNCHANGED <<threadVars, state, isLocked, isClosed, closer, reached, unseen, counted>>

endScan ==
  /\ closer = "scan" /\ unseen = {} /\ found = {}
  /\ isLocked' = FALSE
  /\ closer' = "exact"
  /\ UNCHANGED <<threadVars, state, isClosed, reached, unseen, found, account>>

(* The detach stage completes: the exact path refuses from now on. *)
done ==
  /\ state = "EXACT" /\ ~isClosed /\ ~isLocked
  /\ isClosed' = TRUE
  /\ UNCHANGED <<threadVars, state, isLocked, closer, reached, unseen, found, account>>

runDown ==
  /\ closer = "exact" \/ (Broken = "NoScan" /\ closer = "reached")
  /\ isClosed /\ ~isLocked /\ adopted = {} /\ counted = {}
  /\ closer' = "runDown"
  /\ UNCHANGED <<threadVars, state, isLocked, isClosed, reached, unseen, found, account>>

-----------------------------------------------------------------------------
Going(t) == check(t) \/ exitChecks(t)
Leaving(t) == exit(t)
Locking(t) == enterExactly(t) \/ exitExactly(t) \/ reconcile(t)
Closing == beginScan \/ endScan \/ (\E t \in Threads : barrier(t) \/ look(t) \/ adopt(t))

Next ==
  \/ \E t \in Threads : flush(t) \/ enter(t) \/ Going(t) \/ Leaving(t) \/ Locking(t)
  \/ close \/ Closing \/ done \/ runDown

Fairness ==
  /\ WF_vars(Closing) /\ WF_vars(done) /\ WF_vars(runDown)
  /\ \A t \in Threads :
       WF_vars(flush(t)) /\ WF_vars(Going(t)) /\ WF_vars(Leaving(t)) /\ SF_vars(Locking(t))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

Symmetry == Permutations(Threads)

-----------------------------------------------------------------------------
(* "Run down" is never concluded while a thread is in callee code, and none gets in afterwards. *)
NobodyInsideAfterRunDown ==
  closer = "runDown" => \A t \in Threads : at[t] # "inside"

(* Once all marks are looked at, whoever is inside is counted: no call is lost. *)
EveryCallIsCounted ==
  closer = "exact" => \A t \in Threads : at[t] = "inside" => t \in adopted \cup counted

(* ... and once only. *)
CountedOnce == adopted \cap counted = {}

(* A count is owed to a thread that will give it back. *)
EveryCountIsGivenBack ==
  \A t \in adopted \cup counted : at[t] \in {"marked", "exactly", "inside", "cleared", "reconcile"}

(* Every taking apart ends if every call does; an adopted mark that nobody removes would stop it. *)
RunDownIsReached == state = "EXACT" ~> closer = "runDown"

=============================================================================
