package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Blocker.Reason;
import io.nmr.DetachCause;
import io.nmr.Guard;
import io.nmr.Npi;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import io.nmr.impl.core.Handshake.RunningCallback;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.guard.SideGuard;
import io.nmr.impl.threads.RegistrarThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Drives a binding through every cell of the table in {@link BindingState}, as that file has it:
 * each event, in each state, with every combination of what the guards ask about.
 */
class BindingTableTest {
  private static final Path SOURCE =
      Path.of("src", "main", "java", "io", "nmr", "impl", "core", "BindingState.java");
  private static final String HEADER = "event:";
  private static final String REFUSED = ".";

  /** What both call; the dispatches of this test are texts and are never called. */
  private static final Npi<CharSequence, CharSequence> NPI =
      Npi.of("io.nmr.test.table", CharSequence.class, CharSequence.class);

  private static final BindingContext<String> CONTEXT = BindingContext.of("");
  private static final BindingContext<String> ANOTHER = BindingContext.of("");

  private static final NetworkRegistrar REGISTRAR =
      TestRegistrar.with(
          new RegistrarThreads() {
            @Override
            public void execute(Runnable task) {} // what follows is not looked at

            @Override
            public boolean later(long millis, Runnable brief) {
              return true;
            }
          });

  /** The columns of the table. */
  private enum Event {
    ATTACH("attach", binding -> binding.attach(CONTEXT, "")),
    ACCEPTED("accepted", binding -> binding.accepted(ANOTHER, "")),
    DECLINED("declined", CoreBinding::declined),
    RETURNED("offerReturned", binding -> binding.offerReturned(false)),
    THREW("offerReturned(threw)", binding -> binding.offerReturned(true)),
    BEGIN_DETACH("beginDetach", binding -> binding.beginDetach(DetachCause.CLIENT_DEREGISTERED)),
    BEGIN_ASK("beginAsk", CoreBinding::beginAsk),
    BEGIN(
        "begin",
        binding ->
            binding.begin(
                Side.CLIENT,
                binding.state() == BindingState.CLEANING ? Reason.CLEANING_UP : Reason.DETACHING)),
    END_ASK("endAsk", CoreBinding::endAsk),
    TO_CLEANING("toCleaning", CoreBinding::toCleaning),
    END_CLEANING("endCleaning", CoreBinding::endCleaning),
    END_DECLINED("endDeclined", CoreBinding::endDeclined),
    TO_ABANDONED("toAbandoned", CoreBinding::toAbandoned),
    TAKE_OVER_CLEANING("takeOverCleaning", CoreBinding::takeOverCleaning),
    TAKE_ROLE_OF_LOST_ASKER("takeRoleOfLostAsker", CoreBinding::takeRoleOfLostAsker);

    private interface Call {
      Object on(CoreBinding binding);
    }

    final String column;
    private final Call call;

    Event(String column, Call call) {
      this.column = column;
      this.call = call;
    }

    /** Whether the binding has taken it; {@code accepted} says no where the pair was abandoned. */
    boolean isTakenBy(CoreBinding binding) {
      BindingState before = binding.state();
      try {
        Object answer = call.on(binding);
        return answer != null
            && (!answer.equals(false)
                || (this == ACCEPTED && before == BindingState.ABANDONED && changed(binding)));
      } catch (IllegalStateException refused) {
        return false;
      }
    }

    private static boolean changed(CoreBinding binding) {
      return binding.provider.context == ANOTHER;
    }
  }

  private enum Asker {
    NONE,
    THIS_THREAD,
    ANOTHER,
    LOST
  }

  /** Why the account of calls has not run down, if it has not. */
  private enum Rest {
    NOTHING,
    STAGE,
    CALL,
    UNSETTLED
  }

  /** A state, and what the guards ask about. */
  private record Situation(
      BindingState state, boolean isOffering, Asker asker, Rest rest, boolean isSideLeaving) {

    boolean holds(char guard) {
      return switch (guard) {
        case 'a' -> isOffering;
        case 'b' -> !isOffering;
        case 'c' -> asker == Asker.NONE;
        case 'd' -> asker == Asker.THIS_THREAD;
        case 'e' -> rest == Rest.NOTHING;
        case 'f' -> isSideLeaving;
        case 'g' -> asker == Asker.LOST;
        default -> throw new IllegalArgumentException("no guard " + guard);
      };
    }

    /** Whether there are such bindings. */
    boolean isPossible() {
      return switch (state) {
        case OFFERED, ATTACHING, ACCEPTED ->
            isOffering && asker == Asker.NONE && rest == Rest.STAGE;
        case ATTACHED -> !isOffering && asker == Asker.NONE && rest == Rest.STAGE;
        case DETACHING -> !isOffering;
        case CLEANING -> !isOffering && rest == Rest.NOTHING;
        case DECLINED -> asker == Asker.NONE && (rest == Rest.NOTHING || rest == Rest.CALL);
        case ABANDONED -> !isOffering || (asker == Asker.NONE && rest != Rest.UNSETTLED);
        case GONE -> !isOffering && asker == Asker.NONE && rest == Rest.NOTHING;
      };
    }
  }

  private static Stream<Situation> situations() {
    List<Situation> all = new ArrayList<>();
    for (BindingState state : BindingState.values()) {
      for (boolean isOffering : new boolean[] {true, false}) {
        for (Asker asker : Asker.values()) {
          for (Rest rest : Rest.values()) {
            for (boolean isSideLeaving : new boolean[] {true, false}) {
              all.add(new Situation(state, isOffering, asker, rest, isSideLeaving));
            }
          }
        }
      }
    }
    return all.stream().filter(Situation::isPossible);
  }

  /** The cells of the table by state and column. */
  private static Map<String, String> table() {
    Map<String, String> cells = new HashMap<>();
    List<String> columns = List.of();
    for (String line : lines()) {
      List<String> words = Arrays.asList(line.replaceFirst("^\\s*\\*", "").trim().split("\\s+"));
      if (words.get(0).equals(HEADER)) {
        columns = words.subList(1, words.size());
      } else if (words.size() == columns.size() + 1 && isState(words.get(0))) {
        for (int column = 0; column < columns.size(); column++) {
          cells.put(words.get(0) + " " + columns.get(column), words.get(column + 1));
        }
      }
    }
    return cells;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(SOURCE);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static boolean isState(String word) {
    return Stream.of(BindingState.values()).anyMatch(state -> state.name().equals(word));
  }

  @Test
  void the_table_has_a_cell_for_each_state_and_event_and_no_other() {
    List<String> expected = new ArrayList<>();
    for (BindingState state : BindingState.values()) {
      for (Event event : Event.values()) {
        expected.add(state + " " + event.column);
      }
    }
    assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Else a cell with that guard would never be tried both ways. */
  @Test
  void there_are_situations_in_which_each_guard_holds_and_others_in_which_it_does_not() {
    Set<BindingState> seen = EnumSet.noneOf(BindingState.class);
    for (Map.Entry<String, String> cell : table().entrySet()) {
      BindingState state = BindingState.valueOf(cell.getKey().split(" ")[0]);
      seen.add(state);
      for (String entry : cell.getValue().split(",")) {
        for (char guard : guards(entry).toCharArray()) {
          List<Situation> all = situations().filter(each -> each.state == state).toList();
          assertThat(all).as(cell.toString()).anyMatch(each -> each.holds(guard));
          assertThat(all).as(cell.toString()).anyMatch(each -> !each.holds(guard));
        }
      }
    }
    assertThat(seen).containsExactly(BindingState.values());
  }

  private static String guards(String entry) {
    int colon = entry.indexOf(':');
    return colon < 0 ? "" : entry.substring(colon + 1);
  }

  /** The next state by the table; {@link #REFUSED} where there is none. */
  private static String next(Situation situation, Event event) {
    for (String entry : table().get(situation.state + " " + event.column).split(",")) {
      if (guards(entry).chars().allMatch(guard -> situation.holds((char) guard))) {
        return entry.replaceFirst(":.*", "");
      }
    }
    return REFUSED;
  }

  @ParameterizedTest
  @MethodSource("situations")
  void every_event_leads_where_the_table_says_or_is_refused_without_effect(Situation situation) {
    for (Event event : Event.values()) {
      String what = event.column + " in " + situation;
      CoreBinding binding = new Maker(situation).binding;
      assertThat(isAsMade(binding, situation)).as("made: " + what).isTrue();
      String before = facts(binding);
      String next = next(situation, event);

      boolean isTaken = event.isTakenBy(binding);

      assertThat(isTaken).as(what).isEqualTo(!next.equals(REFUSED));
      if (isTaken) {
        assertThat(binding.state().name()).as(what).isEqualTo(next);
        assertThat(binding.isAskedByThisThread())
            .as("asker: " + what)
            .isEqualTo(asks(event, before));
      } else {
        assertThat(facts(binding)).as(what).isEqualTo(before);
      }
    }
  }

  private static boolean asks(Event event, String before) {
    return switch (event) {
      case BEGIN_ASK, BEGIN, TO_CLEANING, TAKE_OVER_CLEANING -> true;
      case TO_ABANDONED -> before.contains("mine=true"); // it is in no callback
      default -> false;
    };
  }

  private static boolean isAsMade(CoreBinding binding, Situation made) {
    Handshake known = binding.underWay();
    Thread asker = known == null ? null : known.asker;
    return binding.state() == made.state
        && binding.hasRunDown() == (made.rest == Rest.NOTHING)
        && binding.isUnsettled() == (made.rest == Rest.UNSETTLED)
        && binding.isAskerLost() == (made.asker == Asker.LOST)
        && binding.isAskedByThisThread() == (made.asker == Asker.THIS_THREAD)
        && (asker == null) == (made.asker == Asker.NONE);
  }

  /** Everything that an event could change. */
  private static String facts(CoreBinding binding) {
    Handshake known = binding.underWay();
    RunningCallback running = known == null ? null : known.callback;
    return "state="
        + binding.state()
        + " mine="
        + binding.isAskedByThisThread()
        + " asker="
        + (known == null || known.asker == null ? null : known.asker.getName())
        + " lost="
        + binding.isAskerLost()
        + " callback="
        + (running == null ? null : running.side() + " " + running.reason())
        + " cause="
        + binding.detachCause()
        + " asked="
        + binding.isAsked(Side.CLIENT)
        + binding.isAsked(Side.PROVIDER)
        + " done="
        + binding.isDone(Side.CLIENT)
        + binding.isDone(Side.PROVIDER)
        + " ended="
        + binding.hasEnded(Side.CLIENT)
        + binding.hasEnded(Side.PROVIDER)
        + " calls="
        + binding.calls(Side.CLIENT)
        + binding.calls(Side.PROVIDER)
        + " contexts="
        + (binding.client.context != null)
        + (binding.provider.context != null)
        + " dispatches="
        + binding.client.dispatch
        + binding.provider.dispatch
        + " bound="
        + binding.wasBound();
  }

  /** Brings a binding into a situation, by the events that lead there. */
  private static final class Maker {
    private final CoreRegistration client;
    private final CoreRegistration provider;
    final CoreBinding binding;
    private final Situation situation;

    Maker(Situation situation) {
      this.situation = situation;
      ModuleRegistrar module = TestRegistrar.module(REGISTRAR, "own");
      NpiTable table = new NpiTable(NpiTable.Key.of(NPI));
      client = registration(module, table, Side.CLIENT);
      provider = registration(module, table, Side.PROVIDER);
      List<CoreRegistration> none = table.open(client);
      assertThat(none).isEmpty();
      assertThat(table.open(provider)).containsExactly(client);
      binding = table.pair(provider, client);
      make();
      if (situation.isSideLeaving) {
        (situation.state == BindingState.ABANDONED ? provider : client).beginDeregister();
      }
    }

    private static CoreRegistration registration(
        ModuleRegistrar module, NpiTable table, Side side) {
      CoreRegistration made =
          new CoreRegistration(
              REGISTRAR,
              module,
              table,
              side,
              new RegistrationInstance(NPI, module.owner().moduleId(), 0, Map.of()),
              new Object());
      assertThat(table.expect(made)).isTrue();
      return made;
    }

    private void make() {
      switch (situation.state) {
        case OFFERED -> binding.beginOffer();
        case ATTACHING -> attach();
        case ACCEPTED -> accept();
        case ATTACHED -> bind();
        case DETACHING -> detach();
        case CLEANING, GONE -> clean();
        case DECLINED -> decline();
        case ABANDONED -> abandon();
      }
    }

    private void attach() {
      binding.beginOffer();
      assertThat(binding.attach(CONTEXT, "")).isTrue();
    }

    private void accept() {
      attach();
      assertThat(binding.accepted(CONTEXT, "")).isTrue();
    }

    private void bind() {
      accept();
      assertThat(binding.offerReturned(false)).isEqualTo(CoreBinding.OfferOutcome.ATTACHED);
      if (situation.rest == Rest.UNSETTLED) {
        new SideGuard(binding, Side.CLIENT).enter().leave(); // from now on calls only mark
      } else if (situation.rest == Rest.CALL) {
        enter(Side.CLIENT);
      }
    }

    private void enter(Side side) {
      Guard.Call inside = new SideGuard(binding, side).enter();
      assertThat(inside).isNotNull();
    }

    private void detach() {
      bind();
      assertThat(binding.beginDetach(DetachCause.CLIENT_DEREGISTERED)).isTrue();
      runDown();
      ask();
    }

    private void runDown() {
      if (situation.rest != Rest.UNSETTLED) {
        binding.adopt();
      }
      binding.done(Side.CLIENT);
      if (situation.rest != Rest.STAGE) {
        binding.done(Side.PROVIDER);
      }
    }

    private void ask() {
      if (situation.asker == Asker.THIS_THREAD) {
        assertThat(binding.beginAsk()).isTrue();
      } else if (situation.asker != Asker.NONE) {
        onAnotherThread(() -> assertThat(binding.beginAsk()).isTrue());
      }
      lose();
    }

    private void lose() {
      if (situation.asker == Asker.LOST) {
        binding.underWay().lostAsker = binding.underWay().asker;
      }
    }

    private static void onAnotherThread(Runnable action) {
      Background.run("another", action::run).get();
    }

    private void clean() {
      bind();
      assertThat(binding.beginDetach(DetachCause.CLIENT_DEREGISTERED)).isTrue();
      runDown();
      if (situation.state == BindingState.GONE || situation.asker == Asker.THIS_THREAD) {
        assertThat(binding.toCleaning()).isTrue();
      } else {
        onAnotherThread(() -> assertThat(binding.toCleaning()).isTrue());
      }
      if (situation.state == BindingState.GONE) {
        assertThat(binding.endCleaning()).isTrue();
      } else if (situation.asker == Asker.NONE) {
        binding.underWay().lostAsker = binding.underWay().asker;
        assertThat(binding.takeRoleOfLostAsker()).isNotNull();
      }
      lose();
    }

    private void decline() {
      attach();
      if (situation.rest == Rest.CALL) {
        enter(Side.PROVIDER);
      }
      assertThat(binding.declined().by()).isEqualTo(Side.PROVIDER);
      if (!situation.isOffering) {
        assertThat(binding.offerReturned(true))
            .isEqualTo(CoreBinding.OfferOutcome.DECLINED_BY_PROVIDER);
      }
    }

    /** The client leaves, the provider stays. */
    private void abandon() {
      if (situation.isOffering) {
        attach();
        if (situation.rest == Rest.CALL) {
          enter(Side.PROVIDER);
        }
      } else {
        bind();
      }
      client.beginDeregister();
      assertThat(binding.toAbandoned()).isNotNull();
      runDown();
      ask();
    }
  }
}
