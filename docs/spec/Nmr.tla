--------------------------------- MODULE Nmr ---------------------------------
(***************************************************************************)
(* The registrar's protocol: how modules attach to each other and how they *)
(* are taken apart.  Rule numbers (R1.., H1..) are those of the design;    *)
(* README.md says what is left out.                                        *)
(*                                                                         *)
(* An action is one step under one lock of the code, and bears the name of *)
(* the code's transition: those of CoreBinding, RunDown, NpiTable and      *)
(* Hold.  What modules decide (to attach, to decline, to call, to leave a  *)
(* stage pending, to deregister) is a free choice.                         *)
(*                                                                         *)
(* Broken names one action to be spoilt, "none" for the protocol as it is. *)
(* Each such variant has to be caught by a property that the tests name.   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Clients, Providers,  \* the registrations of one NPI, by role
  Threads,             \* threads that call through bindings
  Holds,               \* modules that may be stopped: sets of registrations
  MaxDepth,            \* how deep one thread's calls may nest
  MaxAsync,            \* asynchronous calls in progress, by binding and kind
  MaxCalls,            \* calls in all; 0: endlessly many
  MaxAbandons,         \* abandons in all, but of what is stuck for ever: these are not counted
  MaxStuck,            \* callbacks that do not return, at a time
  MayBind,             \* whether calls are entered by hand, and others are bound to these
  IsOneWay,            \* whether the NPI has no client dispatch: only clients call
  MayDecline,          \* whether modules decline, or throw after their attach
  EarlyStart,          \* TRUE: begins with nobody registered, FALSE: with all
  IsFine,              \* FALSE: fewer interleavings; a callback is one step, see IsUrgent
  Rule13,              \* "all" or "older": which client calls keep the provider's guard open
  Broken

Regs == Clients \cup Providers
Bindings == Clients \X Providers
Sides == {"client", "provider"}
Peer(s) == IF s = "client" THEN "provider" ELSE "client"
Reg(b, s) == IF s = "client" THEN b[1] ELSE b[2]
SideOf(r) == IF r \in Clients THEN "client" ELSE "provider"
Of(r) == {b \in Bindings : Reg(b, SideOf(r)) = r}
Pair(r, q) == IF r \in Clients THEN <<r, q>> ELSE <<q, r>>
Opposite(r) == IF r \in Clients THEN Providers ELSE Clients
Nobody == "nobody"
None == [s \in Sides |-> FALSE]
Both == [s \in Sides |-> TRUE]

VARIABLES
  phase,     \* of a registration: NEW, OPEN, DEREGISTERING, DEREGISTERED
  offers,    \* the peers that a newcomer is still to be offered to
  run,       \* how far CoreDeregistration.run is: no, asking, sweeping, over
  visit,     \* the bindings that this pass of run has still to look at
  toFinish,  \* registrations for which somebody is about to call NpiTable.finish
  binding,   \* the state machine of each pair, and the RunDown that it owns
  stack,     \* of a thread: the calls that it is inside, innermost last
  async,     \* calls in progress that have left their thread
  entries,   \* calls entered so far, where that is bounded
  hold,      \* of a module: no, holding, released
  current,   \* the registration that a hold takes apart now
  driver,    \* the registration whose run the thread that drives a hold was last sent into
  leftOut,   \* the registrations that a hold does not wait for, as they wait for it (H8)
  abandons   \* how often anything was abandoned

vars == <<phase, offers, run, visit, toFinish, binding, stack, async, entries, hold, current,
          driver, leftOut, abandons>>
regVars == <<phase, offers, run, visit>>
callVars == <<stack, async, entries>>
holdVars == <<hold, current, driver, leftOut>>

(* Of asynchronous calls all that counts is the side, and the flags late, nested, binds of the call. *)
Binds == IF MayBind THEN BOOLEAN ELSE {FALSE}
Callers == IF IsOneWay THEN {"client"} ELSE Sides
AsyncKinds == IF MaxAsync = 0 THEN {} ELSE Callers \X BOOLEAN \X BOOLEAN \X Binds

NoStep == [what |-> "no", side |-> "client", inside |-> FALSE]

(* Of a pair, in the words of the code:
     state     BindingState; NONE before NpiTable.pair
     offerer   whose register.. call runs the handshake; Nobody when it has returned
     at        whose code that call is in: client, provider, back (the client again)
     step      which of the callbacks detach, cleanup is run or about to be, on which side
     by        who runs it: the deregistration of a registration, or "task" (the registrar)
     stuck     whether that callback is one that returns: "no"; "ever", if it never does; "stop",
               if it waits for a stop that waits for it (H8)
     toAsk     a task is queued that will ask and clean up
     toFollow  a task is queued that will do what follows from a change of the run-down
     context   a side's context is there and may be called back
     left      a side has left by abandon
     linked    the binding is on that side's list
     heard     the callbacks that were begun, in order: a history, read by properties alone
   and of its RunDown: done, closed, ended (hasEnded) for each side, runDown, draining, cutOff *)
NewBinding ==
  [state |-> "NONE", offerer |-> Nobody, at |-> "no", step |-> NoStep, by |-> Nobody,
   stuck |-> "no", toAsk |-> FALSE, toFollow |-> FALSE, wasBound |-> FALSE,
   context |-> None, left |-> None, linked |-> None, heard |-> <<>>,
   done |-> None, closed |-> None, ended |-> None,
   runDown |-> FALSE, draining |-> FALSE, cutOff |-> FALSE]

Attached ==
  [NewBinding EXCEPT !.state = "ATTACHED", !.wasBound = TRUE, !.context = Both, !.linked = Both,
                     !.heard = <<<<"client", "attach">>, <<"provider", "attach">>>>]

Init ==
  /\ phase = [r \in Regs |-> IF EarlyStart THEN "NEW" ELSE "OPEN"]
  /\ offers = [r \in Regs |-> {}]
  /\ run = [r \in Regs |-> "no"]
  /\ visit = [r \in Regs |-> {}]
  /\ toFinish = {}
  /\ binding = [b \in Bindings |-> IF EarlyStart THEN NewBinding ELSE Attached]
  /\ stack = [t \in Threads |-> <<>>]
  /\ async = [b \in Bindings |-> [k \in AsyncKinds |-> 0]]
  /\ entries = 0
  /\ hold = [m \in Holds |-> "no"]
  /\ current = [m \in Holds |-> Nobody]
  /\ driver = [m \in Holds |-> Nobody]
  /\ leftOut = [m \in Holds |-> {}]
  /\ abandons = 0

IsDeregistering(r) == phase[r] \in {"DEREGISTERING", "DEREGISTERED"}
LinkedTo(r) == {b \in Of(r) : binding[b].linked[SideOf(r)]}

-----------------------------------------------------------------------------
(* RunDown: the account of the calls in progress, both directions in one. *)

(* A call is [on, side, late, nested, binds]: on which binding, by which side; whether the peer's
   guard was closed when it came (cameAfterPeerClosed); whether it came only because its thread was
   inside, its own side's guard being closed; whether others may be bound to it. *)
CallsIn(stk, b, s) ==
  {<<t, i>> \in Threads \X (1..MaxDepth) :
     i <= Len(stk[t]) /\ stk[t][i].on = b /\ stk[t][i].side = s}

AsyncIf(asy, b, s, lates, nesteds) ==
  LET count(late, nested) ==
        IF late \in lates /\ nested \in nesteds
        THEN asy[b][<<s, late, nested, FALSE>>]
               + (IF MayBind THEN asy[b][<<s, late, nested, TRUE>>] ELSE 0)
        ELSE 0
  IN IF MaxAsync = 0 \/ s \notin Callers THEN 0
     ELSE count(FALSE, FALSE) + count(FALSE, TRUE) + count(TRUE, FALSE) + count(TRUE, TRUE)

AsyncOf(asy, b, s) == AsyncIf(asy, b, s, BOOLEAN, BOOLEAN)

Calls(stk, asy, b, s) ==
  Cardinality(CallsIn(stk, b, s)) + (IF Broken = "AsyncNotCounted" THEN 0 ELSE AsyncOf(asy, b, s))

(* Those that came before the peer's guard closed: a side could still call from inside them. *)
Nesters(stk, asy, b, s) ==
  Cardinality({c \in CallsIn(stk, b, s) : ~stk[c[1]][c[2]].late})
    + AsyncIf(asy, b, s, {FALSE}, BOOLEAN)

(* Those that came before their own side's guard closed. *)
Older(stk, asy, b, s) ==
  Cardinality({c \in CallsIn(stk, b, s) : ~stk[c[1]][c[2]].nested})
    + AsyncIf(asy, b, s, BOOLEAN, {FALSE})

InProgress(b, s) == Cardinality(CallsIn(stack, b, s)) + AsyncOf(async, b, s)

IsInside(t, b) == \E i \in 1..Len(stack[t]) : stack[t][i].on = b

(* The calls in progress of a side to which another may be bound: for each, whether it is nested. *)
Binders(b, s) ==
  IF ~MayBind THEN {}
  ELSE {stack[c[1]][c[2]].nested : c \in {d \in CallsIn(stack, b, s) : stack[d[1]][d[2]].binds}}
         \cup {k[3] : k \in {l \in AsyncKinds : l[1] = s /\ l[4] /\ async[b][l] > 0}}

(* What keeps the provider's guard open when its stage has completed (R13). *)
KeepsProviderOpen(stk, asy, b) ==
  IF Rule13 = "older" THEN Older(stk, asy, b, "client") > 0 ELSE Calls(stk, asy, b, "client") > 0

(* settle: every condition, evaluated at one instant; d is the run-down with what has changed. *)
Settle(d, stk, asy, b) ==
  LET clients == Calls(stk, asy, b, "client")
      providers == Calls(stk, asy, b, "provider")
      closedC == d.closed["client"] \/ (d.done["client"] /\ Broken # "GuardStaysOpen")
      closedP == \/ d.closed["provider"]
                 \/ /\ d.done["provider"]
                    /\ ~KeepsProviderOpen(stk, asy, b) \/ Broken = "ProviderGuardTooEarly"
      endedC == closedC /\ clients = 0
                  /\ (Nesters(stk, asy, b, "provider") = 0 \/ Broken = "EndedDespiteNesters")
      endedP == closedP /\ providers = 0 /\ Nesters(stk, asy, b, "client") = 0
  IN [d EXCEPT !.draining = TRUE,
               !.closed = [client |-> closedC, provider |-> closedP],
               !.ended = [client |-> d.ended["client"] \/ endedC,
                          provider |-> d.ended["provider"] \/ endedP],
               !.runDown = \/ @
                           \/ d.done["client"] /\ d.done["provider"] /\ clients + providers = 0]

(* CoreBinding.follow, on a thread that is not the asker: a task is queued if anything changed. *)
Follow(old, new) ==
  [new EXCEPT !.toFollow = \/ @
                           \/ old.runDown # new.runDown
                           \/ IsFine /\ old.ended # new.ended]

(* RunDown.done *)
DoneOf(d, b, s) == Settle([d EXCEPT !.done[s] = TRUE], stack, async, b)

(* RunDown.closeBoth *)
CloseBoth(d, b) == Settle([d EXCEPT !.closed = Both, !.done = Both], stack, async, b)

(* Whether the guard lets a call in: the condition in RunDown.enter. *)
GuardLets(t, b, s) ==
  LET d == binding[b]
      inside == IsInside(t, b) /\ Broken # "NoNestedEntry"
  IN /\ d.cutOff => inside /\ Broken = "AbandonLetsNest"
     /\ d.closed[s] => inside \/ Broken = "EntersClosed"

(* Whether it lets in one that is bound to a call, on whatever thread: if that is in progress. *)
GuardLetsBound(b, s) ==
  LET d == binding[b]
      bound == \/ Binders(b, s) # {} /\ Broken # "BoundIsRefused"
               \/ Broken = "BoundOutlives"
  IN /\ d.cutOff => bound /\ Broken = "AbandonLetsNest"
     /\ d.closed[s] => bound

(* A side has the other's dispatch: the provider from attachClient on, the client from the return
   of attach on (R10); nothing takes it away again. *)
HasDispatch(b, s) ==
  IF s = "client" THEN binding[b].wasBound
  ELSE \E i \in 1..Len(binding[b].heard) : binding[b].heard[i] = <<"provider", "attach">>

MayCallMore == MaxCalls = 0 \/ entries < MaxCalls

Enter(t, b, s, isNested, binds) ==
  /\ Len(stack[t]) < MaxDepth /\ MayCallMore /\ HasDispatch(b, s)
  /\ stack' = [stack EXCEPT ![t] = Append(@,
       [on |-> b, side |-> s, late |-> binding[b].closed[Peer(s)], nested |-> isNested, binds |-> binds])]
  /\ entries' = IF MaxCalls = 0 THEN 0 ELSE entries + 1
  /\ UNCHANGED <<regVars, toFinish, binding, async, holdVars, abandons>>

(* By a function of the dispatch, or by hand.  A call that is let in only because its thread is
   inside gives no right to others: see README.md. *)
enter(t, b, s, isByHand) ==
  LET isNested == Rule13 = "older" /\ binding[b].closed[s]
  IN /\ GuardLets(t, b, s)
     /\ Enter(t, b, s, isNested, isByHand /\ (~isNested \/ Broken = "NestedBinds"))

(* By a dispatch that a call entered by hand has handed out: as old as that call.  While the guard
   is open it is an entry like any other. *)
enterBound(t, b, s) ==
  /\ MayBind /\ binding[b].closed[s] /\ GuardLetsBound(b, s)
  /\ \E isNested \in (IF Broken = "BoundOutlives" THEN {TRUE} ELSE Binders(b, s)) :
       Enter(t, b, s, isNested \/ Broken = "BoundIsLate", FALSE)

(* What RunDown.leave does besides taking the call out: nothing before the binding drains. *)
Leave(b, stk, asy) ==
  IF binding[b].draining /\ Broken # "LostWakeup"
  THEN binding' = [binding EXCEPT ![b] = Follow(@, Settle(@, stk, asy, b))]
  ELSE UNCHANGED binding

Innermost(t) == stack[t][Len(stack[t])]

leave(t) ==
  /\ stack[t] # <<>>
  /\ stack' = [stack EXCEPT ![t] = SubSeq(@, 1, Len(@) - 1)]
  /\ Leave(Innermost(t).on, stack', async)
  /\ UNCHANGED <<regVars, toFinish, async, entries, holdVars, abandons>>

(* The call returns a stage and goes on without its thread (R21). *)
leaveThread(t) ==
  /\ MaxAsync > 0 /\ stack[t] # <<>>
  /\ LET c == Innermost(t)
         k == <<c.side, c.late, c.nested, c.binds>>
     IN /\ async[c.on][k] < MaxAsync
        /\ async' = [async EXCEPT ![c.on][k] = @ + 1]
        /\ stack' = [stack EXCEPT ![t] = SubSeq(@, 1, Len(@) - 1)]
  /\ UNCHANGED <<regVars, toFinish, binding, entries, holdVars, abandons>>

(* That stage completes. *)
leaveAsync(b, k) ==
  /\ async[b][k] > 0
  /\ async' = [async EXCEPT ![b][k] = @ - 1]
  /\ Leave(b, stack, async')
  /\ UNCHANGED <<regVars, toFinish, stack, entries, holdVars, abandons>>

-----------------------------------------------------------------------------
(* Register and attach. *)

(* NpiTable.open: whoever comes later finds the others and makes the offers (R2, R3). *)
open(r) ==
  LET peers == {q \in Opposite(r) : phase[q] = "OPEN"}
  IN /\ phase[r] = "NEW"
     /\ phase' = [phase EXCEPT ![r] = "OPEN"]
     /\ offers' = [q \in Regs |->
          CASE q = r -> peers
            [] q \in peers /\ Broken = "BothOffer" -> offers[q] \cup {r}
            [] OTHER -> offers[q]]
     /\ UNCHANGED <<run, visit, toFinish, binding, callVars, holdVars, abandons>>

IsOffering(r) == \E b \in Of(r) : binding[b].offerer = r

(* NpiTable.pair at its turn, and with a pair, CoreBinding.offer: the client is asked (R6). *)
offer(r, q) ==
  LET b == Pair(r, q)
      isPair == \/ phase[r] = "OPEN" /\ phase[q] = "OPEN"
                \/ Broken = "PairToClosed"
  IN /\ q \in offers[r] /\ ~IsOffering(r)
     /\ offers' = [offers EXCEPT ![r] = @ \ {q}]
     /\ binding' = IF ~isPair THEN binding ELSE
          [binding EXCEPT ![b] = [@ EXCEPT !.state = "OFFERED", !.offerer = r, !.at = "client",
             !.linked = Both, !.heard = Append(@, <<"client", "attach">>)]]
     /\ UNCHANGED <<phase, run, visit, toFinish, callVars, holdVars, abandons>>

(* The client attaches, and the provider is asked (R7). *)
attach(b) ==
  /\ binding[b].at = "client" /\ binding[b].state = "OFFERED"
  /\ binding' = [binding EXCEPT ![b] = [@ EXCEPT !.state = "ATTACHING", !.at = "provider",
       !.context["client"] = TRUE, !.heard = Append(@, <<"provider", "attach">>)]]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

accepted(b) ==
  /\ binding[b].at = "provider"
  /\ binding' = [binding EXCEPT ![b] =
       LET isAccepted == @.state = "ATTACHING"
       IN [@ EXCEPT !.at = "back",
             !.state = IF isAccepted THEN "ACCEPTED" ELSE @,
             !.wasBound = @ \/ isAccepted,
             !.context["provider"] =
               isAccepted \/ (binding[b].state = "ABANDONED" /\ ~binding[b].left["provider"])]]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

declined(b) ==
  /\ MayDecline /\ binding[b].at = "provider"
  /\ binding' = [binding EXCEPT ![b] =
       IF @.state # "ATTACHING" THEN [@ EXCEPT !.at = "back"]
       ELSE LET d == [@ EXCEPT !.at = "back", !.state = "DECLINED", !.context["client"] = FALSE]
            IN IF Broken = "DeclinedStaysOpen" THEN d ELSE Follow(@, CloseBoth(d, b))]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

(* The client's callback returns, or throws: without an attach it has declined; after one it is
   bound, or taken apart at once if it threw (R9) or either side deregisters (R17). *)
offerReturned(b, isThrown) ==
  LET d == [binding[b] EXCEPT !.at = "no", !.offerer = Nobody]
      isLate == /\ IsDeregistering(b[1]) \/ IsDeregistering(b[2])
                /\ Broken # "LateIgnored"
  IN /\ d.offerer = Nobody /\ binding[b].at \in {"client", "back"}
     /\ isThrown => MayDecline /\ d.state = "ACCEPTED"
     /\ d.state = "OFFERED" => MayDecline
     /\ binding' = [binding EXCEPT ![b] =
          CASE d.state = "OFFERED" ->
                 [CloseBoth([d EXCEPT !.state = "DECLINED"], b) EXCEPT !.toFollow = TRUE]
            [] d.state = "DECLINED" -> [d EXCEPT !.toFollow = TRUE]
            [] d.state = "ABANDONED" -> [d EXCEPT !.toAsk = TRUE]
            [] d.state = "ACCEPTED" /\ (isThrown \/ isLate) ->
                 [d EXCEPT !.state = "DETACHING", !.draining = TRUE, !.toAsk = TRUE]
            [] d.state = "ACCEPTED" -> [d EXCEPT !.state = "ATTACHED"]
            [] OTHER -> d]
     /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

-----------------------------------------------------------------------------
(* Deregister and detach. *)

MayBeAsked(d) == d.at # "no" \/ d.state = "ATTACHED"

(* NpiTable.close: ends the offers. *)
Closed(r) == [phase EXCEPT ![r] = IF @ = "OPEN" THEN "DEREGISTERING" ELSE @]

(* CoreDeregistration.run begins. *)
Run(r) ==
  /\ run' = [run EXCEPT ![r] = "asking"]
  /\ visit' = [visit EXCEPT ![r] = {b \in LinkedTo(r) : IsFine \/ MayBeAsked(binding[b])}]

(* Registration.deregister, which runs it on the caller's thread. *)
close(r) ==
  /\ phase[r] = "OPEN"
  /\ phase' = Closed(r)
  /\ Run(r)
  /\ UNCHANGED <<offers, toFinish, binding, callVars, holdVars, abandons>>

(* The condition in cleanUpIfRunDown: the one way into CLEANING. *)
IsToBeCleanedUp(d) ==
  /\ d.state = "DETACHING" \/ (d.state = "ABANDONED" /\ d.at = "no")
  /\ d.step = NoStep \/ (Broken = "CleanupWhileAsking" /\ d.by # Nobody)
  /\ d.runDown \/ (Broken = "CleanupBeforeRunDown" /\ d.done = Both) \/ Broken = "CleanupUnasked"

(* The thread of run, or one that has joined it where a callback is stuck, is at work on a binding. *)
IsBusy(r) == \E b \in Of(r) : binding[b].by = r /\ binding[b].stuck = "no"

(* The bindings that run has still to look at; where the model is not fine, those alone at which it
   would find something to do, or might. *)
ToVisit(r) ==
  IF IsFine THEN visit[r]
  ELSE IF run[r] = "asking" THEN {b \in visit[r] : MayBeAsked(binding[b])}
  ELSE {b \in visit[r] : IsToBeCleanedUp(binding[b])}

(* The thread of run looks at one binding after the other, and asks the attached ones. *)
beginDetach(r, b) ==
  /\ run[r] = "asking" /\ b \in ToVisit(r) /\ ~IsBusy(r)
  /\ visit' = [q \in Regs |-> IF q = r \/ ~IsFine THEN visit[q] \ {b} ELSE visit[q]]
  /\ IF \/ binding[b].state = "ATTACHED"
        \/ binding[b].state = "DETACHING" /\ binding[b].step = NoStep /\ Broken = "DetachTwice"
     THEN binding' = [binding EXCEPT ![b] = [@ EXCEPT !.state = "DETACHING", !.draining = TRUE,
            !.by = r,
            !.step = [what |-> "detach", inside |-> FALSE,
                      side |-> IF Broken = "ProviderAskedFirst" THEN "provider" ELSE "client"]]]
     ELSE UNCHANGED binding
  /\ UNCHANGED <<phase, offers, run, toFinish, callVars, holdVars, abandons>>

(* askAndCleanUp on a thread of the registrar. *)
beginAsk(b) ==
  /\ binding[b].toAsk /\ binding[b].step = NoStep
  /\ binding' = [binding EXCEPT ![b] = [@ EXCEPT !.toAsk = FALSE, !.by = "task",
       !.step = [what |-> "detach", side |-> "client", inside |-> FALSE]]]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

IsLastAsked(s) == s = IF Broken = "ProviderAskedFirst" THEN "client" ELSE "provider"

(* That side's detach is behind; after the second the asker looks whether all is over: its own
   deregistration cleans up in its second pass, unless that has gone by while the callback was
   stuck; others are not to wait for that (R12). *)
Asked(d, b, s) ==
  IF ~IsLastAsked(s) THEN [d EXCEPT !.step = [what |-> "detach", side |-> Peer(s), inside |-> FALSE]]
  ELSE [d EXCEPT !.step = NoStep, !.by = Nobody,
          !.toFollow = \/ @
                       \/ IF d.by = "task" THEN TRUE ELSE run[d.by] # "asking"
                       \/ d.runDown /\ IsDeregistering(b[1]) /\ IsDeregistering(b[2])]

IsCalledBack(d, s) == d.context[s] /\ (~d.left[s] \/ Broken = "LeaverIsCalledBack")

(* The client's detach, and when that has returned the provider's (R12). *)
Ask(b) ==
  LET d == binding[b]
      s == d.step.side
  IN binding' = [binding EXCEPT ![b] =
       IF IsCalledBack(d, s)
       THEN [d EXCEPT !.step.inside = TRUE, !.heard = Append(@, <<s, "detach">>)]
       ELSE Asked(DoneOf(d, b, s), b, s)]

(* Both, where callbacks are one step; pending says whose stage is. *)
AskBoth(b, pending) ==
  LET Side(d, s) ==
        Asked(IF ~IsCalledBack(d, s) THEN DoneOf(d, b, s)
              ELSE LET called == [d EXCEPT !.heard = Append(@, <<s, "detach">>)]
                   IN IF s \in pending THEN called ELSE DoneOf(called, b, s), b, s)
      first == binding[b].step.side
  IN binding' = [binding EXCEPT ![b] =
       IF IsLastAsked(first) THEN Side(@, first) ELSE Side(Side(@, first), Peer(first))]

ask(b) ==
  /\ binding[b].step.what = "detach" /\ ~binding[b].step.inside
  /\ IF IsFine THEN Ask(b) ELSE \E pending \in SUBSET Sides : AskBoth(b, pending)
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

(* A callback begins and does not return.  It waits for a stop that waits for it: it wants the call
   to end from inside which its own module, or the peer's, is being stopped. *)
stick(b, how) ==
  /\ Cardinality({c \in Bindings : binding[c].stuck # "no"}) < MaxStuck
  /\ binding[b].step # NoStep /\ ~binding[b].step.inside
  /\ IsCalledBack(binding[b], binding[b].step.side)
  /\ how = "stop" => /\ binding[b].step.what = "detach"
                     /\ \E m \in Holds : hold[m] = "holding" /\ current[m] \in {b[1], b[2]}
  /\ binding' = [binding EXCEPT ![b] =
       [@ EXCEPT !.step.inside = TRUE, !.stuck = how,
                 !.heard = Append(@, <<binding[b].step.side, binding[b].step.what>>)]]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

MayReturn(b) ==
  CASE binding[b].stuck = "no" -> TRUE
    [] binding[b].stuck = "ever" -> FALSE
    [] binding[b].stuck = "stop" -> \A m \in Holds : m \cap {b[1], b[2]} # {} => hold[m] # "holding"

(* detach() returns, its stage complete or pending. *)
asked(b, isPending) ==
  /\ binding[b].step.what = "detach" /\ binding[b].step.inside /\ MayReturn(b)
  /\ binding' = [binding EXCEPT ![b] =
       LET s == @.step.side
           returned == [@ EXCEPT !.stuck = "no"]
       IN Asked(IF isPending THEN returned ELSE DoneOf(returned, b, s), b, s)]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

HasReturned(d, s) ==
  /\ \E i \in 1..Len(d.heard) : d.heard[i] = <<s, "detach">>
  /\ ~(d.step.what = "detach" /\ d.step.side = s)

(* A pending stage completes, on any thread. *)
done(b, s) ==
  /\ HasReturned(binding[b], s) /\ ~binding[b].done[s]
  /\ binding' = [binding EXCEPT ![b] = Follow(@, DoneOf(@, b, s))]
  /\ UNCHANGED <<regVars, toFinish, callVars, holdVars, abandons>>

-----------------------------------------------------------------------------
(* Clean up, and the end. *)

Cleaning(d, by) ==
  [d EXCEPT !.state = "CLEANING", !.by = by,
            !.step = [what |-> "cleanup", side |-> "client", inside |-> FALSE]]

(* The second pass of run: what was over when all had been asked. *)
cleanUpIfRunDown(r, b) ==
  /\ run[r] = "sweeping" /\ b \in ToVisit(r) /\ ~IsBusy(r)
  /\ visit' = [visit EXCEPT ![r] = @ \ {b}]
  /\ binding' = IF IsToBeCleanedUp(binding[b])
                THEN [binding EXCEPT ![b] = Cleaning(@, r)] ELSE binding
  /\ UNCHANGED <<phase, offers, run, toFinish, callVars, holdVars, abandons>>

(* run goes on, from the first pass to the second, and from there to its end.  The second pass is
   over the list that it had at its beginning: abandon takes a binding off the list before it is
   cleaned up. *)
IsThrough(r) == run[r] \in {"asking", "sweeping"} /\ ToVisit(r) = {} /\ ~IsBusy(r)

HadAtFirst(r) ==
  IF Broken = "SweepForgetsAbandoned" THEN LinkedTo(r)
  ELSE {b \in Of(r) : binding[b].state # "NONE"}

goOn(r) ==
  /\ IsThrough(r)
  /\ LET isSecond == run[r] = "sweeping"
     IN /\ run' = [run EXCEPT ![r] = IF isSecond THEN "over" ELSE "sweeping"]
        /\ visit' = [visit EXCEPT ![r] =
             {b \in HadAtFirst(r) : ~isSecond /\ (IsFine \/ IsToBeCleanedUp(binding[b]))}]
        /\ toFinish' = IF isSecond THEN toFinish \cup {r} ELSE toFinish
  /\ UNCHANGED <<phase, offers, binding, callVars, holdVars, abandons>>

(* Over: it is off both lists, and both sides' deregistrations are told (R18). *)
Gone(d) ==
  [d EXCEPT !.state = "GONE", !.step = NoStep, !.by = Nobody, !.context = None, !.linked = None,
            !.toFollow = @ /\ IsFine]

Told(b) ==
  {r \in {b[1], b[2]} : IsDeregistering(r)} \ (IF Broken = "ProviderNotTold" THEN {b[2]} ELSE {})

(* A task of follow: goneIfDeclined, then cleanUpIfRunDown. *)
followUp(b) ==
  /\ binding[b].toFollow
  /\ LET d == [binding[b] EXCEPT !.toFollow = FALSE]
         isDeclined == d.state = "DECLINED" /\ d.at = "no" /\ d.runDown
     IN /\ binding' = [binding EXCEPT ![b] =
             IF isDeclined THEN Gone(d) ELSE IF IsToBeCleanedUp(d) THEN Cleaning(d, "task") ELSE d]
        /\ toFinish' = IF isDeclined THEN toFinish \cup Told(b) ELSE toFinish
  /\ UNCHANGED <<regVars, callVars, holdVars, abandons>>

(* The client's cleanup, then the provider's (R15). *)
CleanUp(b) ==
  LET d == binding[b]
      s == d.step.side
  IN /\ IsCalledBack(d, s)
     /\ binding' = [binding EXCEPT ![b] =
          [@ EXCEPT !.step.inside = TRUE, !.heard = Append(@, <<s, "cleanup">>)]]
     /\ UNCHANGED toFinish

(* Both, where callbacks are one step. *)
CleanUpBoth(b) ==
  LET called == SelectSeq(<<"client", "provider">>, LAMBDA s : IsCalledBack(binding[b], s))
  IN /\ binding' = [binding EXCEPT ![b] =
          [Gone(@) EXCEPT !.heard = @ \o [i \in 1..Len(called) |-> <<called[i], "cleanup">>]]]
     /\ toFinish' = toFinish \cup Told(b)

cleanUp(b) ==
  /\ binding[b].step.what = "cleanup" /\ ~binding[b].step.inside
  /\ IF IsFine THEN CleanUp(b) ELSE CleanUpBoth(b)
  /\ UNCHANGED <<regVars, callVars, holdVars, abandons>>

(* cleanup() returns, or there was nobody to call; after the provider's the binding is gone. *)
cleanedUp(b) ==
  /\ binding[b].step.what = "cleanup" /\ IsFine
  /\ binding[b].step.inside \/ ~IsCalledBack(binding[b], binding[b].step.side)
  /\ MayReturn(b)
  /\ IF binding[b].step.side = "client"
     THEN /\ binding' = [binding EXCEPT ![b].step =
               [what |-> "cleanup", side |-> "provider", inside |-> FALSE]]
          /\ UNCHANGED toFinish
     ELSE /\ binding' = [binding EXCEPT ![b] = Gone(@)]
          /\ toFinish' = toFinish \cup Told(b)
  /\ UNCHANGED <<regVars, callVars, holdVars, abandons>>

(* NpiTable.finish, by whoever has seen a binding go, and at the end of run. *)
finish(r) ==
  /\ r \in toFinish
  /\ toFinish' = toFinish \ {r}
  /\ phase' = IF phase[r] = "DEREGISTERING" /\ LinkedTo(r) = {}
              THEN [phase EXCEPT ![r] = "DEREGISTERED"] ELSE phase
  /\ UNCHANGED <<offers, run, visit, binding, callVars, holdVars, abandons>>

-----------------------------------------------------------------------------
(* Abandon: the sides that deregister leave at once, the one that stays is cleaned up when what
   is running has ended (H5).  An operator does it, or a hold whose deadline has passed. *)
abandon(b) ==
  LET d == binding[b]
      leaving == {s \in Sides : IsDeregistering(Reg(b, s)) /\ ~d.left[s]}
      finished == leaving \cup (IF d.wasBound THEN {} ELSE {"client"})
      left == [s \in Sides |-> d.left[s] \/ s \in leaving]
      cut == [d EXCEPT !.cutOff = TRUE, !.closed = Both,
                !.state = IF @ = "CLEANING" THEN @ ELSE "ABANDONED",
                !.left = left,
                !.context = [s \in Sides |-> /\ d.context[s]
                                             /\ s \notin leaving \/ Broken = "LeaverIsCalledBack"
                                             /\ s = "client" => d.wasBound],
                !.done = [s \in Sides |-> d.done[s] \/ s \in finished]]
      settled == Settle(cut, stack, async, b)
  IN /\ abandons < MaxAbandons \/ d.stuck = "ever"
     /\ d.state \notin {"NONE", "GONE"} /\ leaving # {}
     /\ Broken = "AbandonedOnce" => d.state # "ABANDONED"
     /\ abandons' = IF d.stuck = "ever" THEN abandons ELSE abandons + 1
     /\ binding' = [binding EXCEPT ![b] =
          IF d.state = "ATTACHED"
          THEN [settled EXCEPT !.toAsk = Broken # "AbandonLeavesStayer"]
          ELSE [settled EXCEPT !.toFollow = TRUE]]
     /\ UNCHANGED <<regVars, toFinish, callVars, holdVars>>

(* Half.leaveBehind: the binding goes off the list of the side that has left. *)
leaveBehind(b, s) ==
  /\ binding[b].left[s] /\ binding[b].linked[s]
  /\ binding' = [binding EXCEPT ![b].linked[s] = FALSE]
  /\ toFinish' = toFinish \cup {Reg(b, s)}
  /\ UNCHANGED <<regVars, callVars, holdVars, abandons>>

-----------------------------------------------------------------------------
(* Hold: a module is stopped.  Its providers go first, then its clients, each complete before the
   next begins (H1).  The stopping thread waits; a thread of the registrar drives. *)
begin(m) ==
  /\ hold[m] = "no"
  /\ hold' = [hold EXCEPT ![m] = "holding"]
  /\ UNCHANGED <<regVars, toFinish, binding, callVars, current, driver, leftOut, abandons>>

IsOver(r) ==
  \/ phase[r] = "DEREGISTERED"
  \/ run[r] = "over" /\ Broken = "HoldReleasedEarly"

IsFree(m) == IF current[m] = Nobody THEN TRUE ELSE IsOver(current[m])

Remaining(m) ==
  LET left == {r \in m \ leftOut[m] : ~IsOver(r)}
  IN IF left \cap Providers # {} THEN left \cap Providers ELSE left

(* The next registration is the current one, and offered to nobody any more. *)
goOnFrom(m, r) ==
  /\ hold[m] = "holding" /\ IsFree(m) /\ r \in Remaining(m)
  /\ current' = [current EXCEPT ![m] = r]
  /\ phase' = Closed(r)
  /\ UNCHANGED <<offers, run, visit, toFinish, binding, callVars, hold, driver, leftOut, abandons>>

(* Whether the thread that was last sent to drive is still at it: it may be stuck in a callback
   while others have done the rest of its run. *)
IsDriven(m) ==
  LET r == driver[m]
  IN IF r = Nobody THEN FALSE ELSE run[r] # "over" \/ \E b \in Of(r) : binding[b].by = r

(* A thread of the registrar runs the current one's deregistration, unless the module itself has
   begun that.  The right to drive does not stay with a thread that is stuck in the one before. *)
drive(m) ==
  /\ current[m] # Nobody
  /\ run[current[m]] = "no"
  /\ Broken = "StuckThreadDrives" => ~IsDriven(m)
  /\ Run(current[m])
  /\ driver' = [driver EXCEPT ![m] = current[m]]
  /\ UNCHANGED <<phase, offers, toFinish, binding, callVars, hold, current, leftOut, abandons>>

HasAsked(r) == run[r] \in {"sweeping", "over"} \/ (run[r] = "asking" /\ ToVisit(r) = {})

(* The stopping thread finds that all that is left of the current one waits for it (H8). *)
leaveOut(m) ==
  LET r == current[m]
  IN /\ hold[m] = "holding" /\ ~IsFree(m)
     /\ HasAsked(r) /\ LinkedTo(r) # {}
     /\ \A b \in LinkedTo(r) : binding[b].stuck = "stop"
     /\ leftOut' = [leftOut EXCEPT ![m] = @ \cup {r}]
     /\ current' = [current EXCEPT ![m] = Nobody]
     /\ UNCHANGED <<regVars, toFinish, binding, callVars, hold, driver, abandons>>

(* await returns, and the stop goes on. *)
release(m) ==
  /\ hold[m] = "holding" /\ IsFree(m) /\ Remaining(m) = {}
  /\ hold' = [hold EXCEPT ![m] = "released"]
  /\ current' = [current EXCEPT ![m] = Nobody]
  /\ UNCHANGED <<regVars, toFinish, binding, callVars, driver, leftOut, abandons>>

-----------------------------------------------------------------------------
(* What somebody has begun and now has to end: the registrar its steps, modules their callbacks,
   stages and calls. *)
Attaching(b) ==
  attach(b) \/ accepted(b) \/ declined(b) \/ \E isThrown \in BOOLEAN : offerReturned(b, isThrown)
Offering(r) == \E q \in offers[r] : offer(r, q)
Running(r) == (\E b \in visit[r] : beginDetach(r, b) \/ cleanUpIfRunDown(r, b)) \/ goOn(r)
Detaching(b) == beginAsk(b) \/ ask(b) \/ (\E isPending \in BOOLEAN : asked(b, isPending))
CleaningUp(b) == cleanUp(b) \/ cleanedUp(b)
Holding(m) == (\E r \in m : goOnFrom(m, r)) \/ drive(m) \/ leaveOut(m) \/ release(m)
LeavingBehind(b) == \E s \in Sides : leaveBehind(b, s)
Ending(t) == leave(t)
EndingOutermost(t) == Len(stack[t]) = 1 /\ leave(t)
EndingAsync(b) == \E k \in AsyncKinds : leaveAsync(b, k)
GivingUp(b) == binding[b].stuck = "ever" /\ abandon(b)

(* What anyone may begin, and need not. *)
Beginning ==
  \/ \E r \in Regs : open(r) \/ close(r)
  \/ \E m \in Holds : begin(m)
  \/ \E b \in Bindings : abandon(b)
  \/ \E b \in Bindings, how \in {"ever", "stop"} : stick(b, how)
  \/ \E t \in Threads, b \in Bindings, s \in Callers :
       enterBound(t, b, s) \/ \E isByHand \in Binds : enter(t, b, s, isByHand)
  \/ \E t \in Threads : leaveThread(t)

Anything ==
  \/ Beginning
  \/ \E r \in Regs : Offering(r) \/ Running(r) \/ finish(r)
  \/ \E b \in Bindings : \/ Attaching(b) \/ Detaching(b) \/ CleaningUp(b) \/ followUp(b)
                         \/ LeavingBehind(b) \/ EndingAsync(b)
                         \/ \E s \in Sides : done(b, s)
  \/ \E m \in Holds : Holding(m)
  \/ \E t \in Threads : Ending(t)

(* Where the model is not fine, steps that nobody else can disturb are taken before all others. *)
IsUndisturbed(b) ==
  /\ MaxStuck = 0
  /\ \/ binding[b].step.what = "cleanup"
     \/ binding[b].step.what = "detach" /\ MaxAbandons = 0 /\ Threads = {}

IsUrgent ==
  /\ ~IsFine
  /\ \/ toFinish # {}
     \/ \E r \in Regs : IsThrough(r) \/ (run[r] = "sweeping" /\ ToVisit(r) # {})
     \/ \E b \in Bindings : IsUndisturbed(b)

Urgent ==
  \/ \E r \in Regs : finish(r) \/ goOn(r) \/ \E b \in visit[r] : cleanUpIfRunDown(r, b)
  \/ \E b \in Bindings : IsUndisturbed(b) /\ (ask(b) \/ cleanUp(b))

Next == IF IsUrgent THEN Urgent ELSE Anything

Spec == Init /\ [][Next]_vars

(* The registrar does what it has to, and every callback, stage and call ends; where a callback does
   not, somebody abandons its binding. *)
Fairness ==
  /\ \A r \in Regs : WF_vars(Offering(r)) /\ WF_vars(Running(r)) /\ WF_vars(finish(r))
  /\ \A b \in Bindings :
       /\ WF_vars(Attaching(b)) /\ WF_vars(Detaching(b)) /\ WF_vars(CleaningUp(b))
       /\ WF_vars(followUp(b)) /\ WF_vars(LeavingBehind(b)) /\ WF_vars(GivingUp(b))
       /\ \A k \in AsyncKinds : WF_vars(leaveAsync(b, k))
       /\ \A s \in Sides : WF_vars(done(b, s))
  /\ \A m \in Holds : WF_vars(Holding(m))
  /\ \A t \in Threads : WF_vars(Ending(t)) /\ SF_vars(EndingOutermost(t))

FairSpec == Spec /\ Fairness

=============================================================================
