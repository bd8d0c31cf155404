------------------------------ MODULE NmrRules -------------------------------
(***************************************************************************)
(* What the protocol promises.  Named for the rule that each one states.   *)
(***************************************************************************)
EXTENDS Nmr

Heard(b) == binding[b].heard
Has(b, s, callback) == \E i \in 1..Len(Heard(b)) : Heard(b)[i] = <<s, callback>>
IsLive(b) == binding[b].state \notin {"NONE", "GONE"}
AllCalls(b) == InProgress(b, "client") + InProgress(b, "provider")

Types ==
  /\ phase \in [Regs -> {"NEW", "OPEN", "DEREGISTERING", "DEREGISTERED"}]
  /\ run \in [Regs -> {"no", "asking", "sweeping", "over"}]
  /\ \A b \in Bindings :
       LET d == binding[b] IN
       /\ d.state \in {"NONE", "OFFERED", "ATTACHING", "ACCEPTED", "ATTACHED", "DETACHING", "CLEANING",
                       "DECLINED", "ABANDONED", "GONE"}
       /\ d.at \in {"no", "client", "provider", "back"}
       /\ d.by \in Regs \cup {"task", Nobody}
       /\ d.offerer \in Regs \cup {Nobody}
       /\ d.stuck \in {"no", "ever", "stop"}
       /\ d.stuck = "no" \/ d.step.inside
       /\ (d.at = "no") = (d.offerer = Nobody)
       /\ (d.step = NoStep) = (d.by = Nobody)

-----------------------------------------------------------------------------
(* Callbacks. *)

(* Each callback at most once, the offer of a pair included (R2, R3, R12, R15, R18). *)
R18_EachCallbackOnce ==
  \A b \in Bindings :
    Cardinality({Heard(b)[i] : i \in 1..Len(Heard(b))}) = Len(Heard(b))

(* The client first, in attach, detach and cleanup (R6, R12, R15): nothing of the client is heard
   after the same of the provider. *)
R12_ClientBeforeProvider ==
  \A b \in Bindings : \A i \in 1..Len(Heard(b)) :
    Heard(b)[i][1] = "client" =>
      ~\E j \in 1..(i - 1) : Heard(b)[j] = <<"provider", Heard(b)[i][2]>>

(* Attach before detach before cleanup, and of one side none without the one before. *)
R15_AttachDetachCleanup ==
  LET rank(e) == CASE e[2] = "attach" -> 1 [] e[2] = "detach" -> 2 [] e[2] = "cleanup" -> 3
      before(e) == <<e[1], IF e[2] = "cleanup" THEN "detach" ELSE "attach">>
  IN \A b \in Bindings :
       /\ \A i \in 2..Len(Heard(b)) : rank(Heard(b)[i - 1]) <= rank(Heard(b)[i])
       /\ \A i \in 1..Len(Heard(b)) :
            rank(Heard(b)[i]) = 1 \/ \E j \in 1..(i - 1) : Heard(b)[j] = before(Heard(b)[i])

(* A cleanup begins only when both sides have been asked and neither is in its detach. *)
R15_NobodyIsInDetach ==
  [][\A b \in Bindings :
       binding[b].state # "CLEANING" /\ binding'[b].state = "CLEANING" => binding[b].step = NoStep]_vars

(* No cleanup while a call in either direction is in progress, nor ever a call after it (R14, R15). *)
R15_NoCallInCleanup ==
  \A b \in Bindings : binding[b].state \in {"CLEANING", "GONE"} => AllCalls(b) = 0

(* Nor while a stage is pending. *)
R14_BothHaveDetached ==
  \A b \in Bindings :
    binding[b].state = "CLEANING" => binding[b].done = Both

(* Nobody who has left by abandon is called back (H5). *)
H5_LeaverIsNotCalled ==
  [][\A b \in Bindings :
       Len(binding'[b].heard) > Len(Heard(b)) =>
         ~binding[b].left[binding'[b].heard[Len(binding'[b].heard)][1]]]_vars

-----------------------------------------------------------------------------
(* Guards. *)

(* R13, said without the guard's own fields as far as that can be: who may call.  The provider's
   guard stays closed once it was, whence its field. *)
R13Allows(b, s, mayNest) ==
  /\ ~binding[b].cutOff
  /\ \/ mayNest
     \/ IF binding[b].state \in {"DECLINED", "GONE"} THEN FALSE
        ELSE IF s = "client" THEN ~binding[b].done["client"]
        ELSE ~binding[b].done["provider"] \/ ~binding[b].closed["provider"]

(* The guard lets in whom R13 allows and nobody else: nesting is never refused, neither to a thread
   that is inside nor to a call that is bound to one in progress; a closed guard is never passed. *)
R13_GuardLetsInWhomItShould ==
  \A b \in Bindings, s \in Sides : HasDispatch(b, s) =>
    /\ \A t \in Threads : GuardLets(t, b, s) <=> R13Allows(b, s, IsInside(t, b))
    /\ GuardLetsBound(b, s) <=> R13Allows(b, s, Binders(b, s) # {})

(* A guard closes at the moment that R13 gives. *)
R13_GuardClosesInTime ==
  \A b \in Bindings :
    LET d == binding[b] IN
    /\ d.done["client"] => d.closed["client"]
    /\ d.done["provider"] /\ ~KeepsProviderOpen(stack, async, b) => d.closed["provider"]

R13_GuardClosesNotBefore ==
  [][\A b \in Bindings :
       LET d == binding[b]
           e == binding'[b]
       IN ~e.cutOff /\ e.state \notin {"DECLINED", "GONE"} =>
          /\ e.closed["client"] /\ ~d.closed["client"] => e.done["client"]
          /\ e.closed["provider"] /\ ~d.closed["provider"] =>
               e.done["provider"] /\ ~KeepsProviderOpen(stack', async', b)]_vars

Entered(t, b, s) ==
  /\ Len(stack'[t]) > Len(stack[t])
  /\ LET c == stack'[t][Len(stack'[t])] IN c.on = b /\ c.side = s

(* No callee code after the guard has closed, but for a thread that is inside or a call that is
   bound to one in progress (R13); none at all after an abandon (H5). *)
R13_NoEntryAfterClose ==
  [][\A t \in Threads, b \in Bindings, s \in Sides :
       Entered(t, b, s) /\ binding[b].closed[s] =>
         (IsInside(t, b) \/ Binders(b, s) # {}) /\ ~binding[b].cutOff]_vars

(* A call that is let in because it is bound is as old as the call that it is bound to, so that the
   provider's guard stays open for its calls back as for that call's. *)
R13_BoundIsAsOldAsItsCall ==
  [][\A t \in Threads, b \in Bindings, s \in Sides :
       Entered(t, b, s) /\ binding[b].closed[s] /\ ~IsInside(t, b) =>
         stack'[t][Len(stack'[t])].nested \in Binders(b, s)]_vars

(* Who has declined lets nobody in (R7). *)
R7_DeclinedIsClosed ==
  \A b \in Bindings : binding[b].state = "DECLINED" => binding[b].closed = Both

(* When a side's view says that the other can call no more (hasEnded), the other calls only from
   inside calls made to it afterwards (R12, decision 04). *)
R12_EndedCallsNoMore ==
  \A b \in Bindings, s \in Sides : binding[b].ended[s] =>
    /\ \A t \in Threads : \A i \in 1..Len(stack[t]) :
         stack[t][i].on = b /\ stack[t][i].side = s =>
           \E j \in 1..(i - 1) :
             stack[t][j].on = b /\ stack[t][j].side = Peer(s) /\ stack[t][j].late
    /\ Nesters(stack, async, b, Peer(s)) = 0

-----------------------------------------------------------------------------
(* Registrations and holds. *)

(* No binding to a registration that has finished, unless it has left by abandon. *)
R12_NoBindingToFinished ==
  \A b \in Bindings, s \in Sides :
    IsLive(b) /\ phase[Reg(b, s)] = "DEREGISTERED" => binding[b].left[s]

(* Nor a call into one: what unloading is for. *)
R12_NoCallIntoFinished ==
  \A b \in Bindings, s \in Sides :
    InProgress(b, Peer(s)) > 0 /\ phase[Reg(b, s)] = "DEREGISTERED" => binding[b].left[s]

(* A hold is released only when nothing is left of the module, but what was abandoned (H1, H5) or
   waits for the stop itself (H8). *)
H1_ReleasedWhenNothingIsLeft ==
  \A m \in Holds : hold[m] = "released" =>
    \A r \in m \ leftOut[m] :
      /\ phase[r] = "DEREGISTERED"
      /\ \A b \in Of(r) : IsLive(b) => binding[b].left[SideOf(r)]

(* The providers of a module are complete, or left out, before its clients begin (H1), unless these
   are deregistered by themselves. *)
H1_ProvidersFirst ==
  [][\A m \in Holds : current'[m] # current[m] /\ current'[m] \in Clients =>
       \A r \in (m \cap Providers) \ leftOut[m] : phase[r] = "DEREGISTERED"]_vars

-----------------------------------------------------------------------------
(* Liveness, where every callback, stage and call ends. *)

R16_DeregistrationCompletes ==
  \A r \in Regs : phase[r] = "DEREGISTERING" ~> phase[r] = "DEREGISTERED"

H1_HoldIsReleased == \A m \in Holds : hold[m] = "holding" ~> hold[m] = "released"

(* The side that stays is detached and cleaned up when what was abandoned has ended (H5). *)
H5_AbandonedIsCleanedUp ==
  \A b \in Bindings :
    /\ binding[b].state = "ABANDONED" ~> binding[b].state = "GONE"
    /\ \A s \in Sides :
         binding[b].cutOff /\ binding[b].context[s] ~> Has(b, s, "cleanup") \/ binding[b].left[s]

=============================================================================
