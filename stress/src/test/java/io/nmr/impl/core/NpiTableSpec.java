package io.nmr.impl.core;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.List;

/** Specifies {@link NpiTable} with lists of registrations, which are numbers, and of pairs. */
public class NpiTableSpec {
  private final List<Integer> asked = new ArrayList<>();
  private final List<Integer> coming = new ArrayList<>();
  private final List<Integer> opened = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();
  private final List<Integer> finished = new ArrayList<>();
  private final List<String> pairs = new ArrayList<>();
  private boolean isRetired;

  public boolean expect(int number) {
    if (isRetired || asked.contains(number)) {
      return false;
    }
    return asked.add(number) && coming.add(number);
  }

  public String open(int number) {
    if (!coming.remove((Integer) number)) {
      return "not expected";
    }
    if (closed.contains(number) || finished.contains(number)) {
      return "[]";
    }
    opened.add(number);
    return opened.stream().filter(other -> sideOf(other) != sideOf(number)).toList().toString();
  }

  static Side sideOf(int number) {
    return number < 2 ? Side.CLIENT : Side.PROVIDER;
  }

  public boolean pair(int client, int provider) {
    boolean isPaired = opened.contains(client) && opened.contains(provider + 2);
    if (isPaired) {
      pairs.add(name(client, provider + 2));
    }
    return isPaired;
  }

  static String name(int client, int provider) {
    return client + "-" + provider;
  }

  public void unpair(int client, int provider) {
    pairs.remove(name(client, provider + 2));
  }

  public void close(int number) {
    if (!closed.contains(number) && !finished.contains(number)) {
      opened.remove((Integer) number);
      closed.add(number);
    }
  }

  public boolean finish(int number) {
    boolean isOver = closed.contains(number) && of(number).isEmpty();
    if (isOver) {
      closed.remove((Integer) number);
      finished.add(number);
    }
    return isOver;
  }

  private List<String> of(int number) {
    return pairs.stream()
        .filter(
            pair ->
                sideOf(number) == Side.CLIENT
                    ? pair.startsWith(number + "-")
                    : pair.endsWith("-" + number))
        .toList();
  }

  public String bindingsOf(int number) {
    return of(number).toString();
  }

  public int openCount(Side side) {
    return (int) opened.stream().filter(number -> sideOf(number) == side).count();
  }

  public int registrations() {
    return opened.size() + closed.size();
  }

  public boolean retireIfEmpty() {
    isRetired |= coming.isEmpty() && registrations() == 0;
    return isRetired;
  }
}
