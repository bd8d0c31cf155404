package io.nmr.impl.guard;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Specifies the counted calls of {@link RunDown}. It is written after that class's comment and not
 * after its code: it takes one step at a time, and looks at all calls instead of counting them.
 */
public class CountedCallsSpec {
  private record Call(Side side, int thread, int number) {}

  private final List<Call> inside = new ArrayList<>();
  private final Set<Side> done = EnumSet.noneOf(Side.class);

  /** For each side whose guard is closed, the calls that were in progress at that moment. */
  private final Map<Side, List<Call>> closed = new EnumMap<>(Side.class);

  private final Set<Change> told = EnumSet.noneOf(Change.class);
  private boolean isCutOff;
  private boolean isOpen;
  private boolean isMarking; // from the first call of a bound pair on
  private boolean isUnsettled;
  private boolean isBeingTakenApart;
  private int entries;

  /** Binds the pair. */
  public void open() {
    isOpen = true;
  }

  /** Begins to detach the pair; until {@link #adopt} no conclusion is drawn. */
  public boolean drain() {
    isBeingTakenApart = true;
    isUnsettled |= isMarking;
    isMarking = false;
    isOpen = false;
    return isUnsettled;
  }

  public String adopt() {
    isUnsettled = false;
    return news();
  }

  public boolean enter(Side side, int thread) {
    boolean isNested = inside.stream().anyMatch(call -> call.thread == thread);
    if (isCutOff || (closed.containsKey(side) && !isNested)) {
      return false;
    }
    isMarking |= isOpen;
    inside.add(new Call(side, thread, ++entries));
    return true;
  }

  public String leave(int thread) {
    for (int newest = inside.size() - 1; newest >= 0; newest--) {
      if (inside.get(newest).thread == thread) {
        inside.remove(newest);
        return isBeingTakenApart ? news() : "";
      }
    }
    return "is not inside";
  }

  public String done(Side side) {
    done.add(side);
    return news();
  }

  public String closeBoth() {
    done.addAll(EnumSet.allOf(Side.class));
    close(Side.CLIENT);
    close(Side.PROVIDER);
    return news();
  }

  public String cutOff() {
    isCutOff = true;
    return news();
  }

  public boolean hasEnded(Side side) {
    return told.contains(side == Side.CLIENT ? Change.CLIENT_ENDED : Change.PROVIDER_ENDED);
  }

  public boolean hasRunDown() {
    return told.contains(Change.RUN_DOWN);
  }

  public int calls(Side side) {
    return of(side).size();
  }

  private List<Call> of(Side side) {
    return inside.stream().filter(call -> call.side == side).toList();
  }

  private void close(Side side) {
    closed.putIfAbsent(side, List.copyOf(inside));
  }

  /** The changes that hold now and have not been told yet. */
  private String news() {
    isBeingTakenApart = true;
    if (isUnsettled) {
      return "[]";
    }
    if (isCutOff || done.contains(Side.CLIENT)) {
      close(Side.CLIENT);
    }
    if (isCutOff || (done.contains(Side.PROVIDER) && !needsCallingBack())) {
      close(Side.PROVIDER);
    }
    Set<Change> news = EnumSet.noneOf(Change.class);
    if (hasNowEnded(Side.CLIENT)) {
      news.add(Change.CLIENT_ENDED);
    }
    if (hasNowEnded(Side.PROVIDER)) {
      news.add(Change.PROVIDER_ENDED);
    }
    if (done.size() == 2 && inside.isEmpty()) {
      news.add(Change.RUN_DOWN);
    }
    news.removeAll(told);
    told.addAll(news);
    return news.toString();
  }

  /** Whether a call of the client is in progress that came before its guard closed. */
  private boolean needsCallingBack() {
    List<Call> before = closed.get(Side.CLIENT);
    return of(Side.CLIENT).stream().anyMatch(call -> before == null || before.contains(call));
  }

  private boolean hasNowEnded(Side side) {
    List<Call> couldNest = closed.get(side);
    return couldNest != null
        && of(side).isEmpty()
        && couldNest.stream().noneMatch(inside::contains);
  }
}
