package io.nmr.benchmark.measure;

/** A part of the table, whose figures are compared with each other. */
public enum Block {
  SYNC(Group.CALL, "call"),
  SYNC_FOUR(Group.CALL, "call, 4 implementations"),
  NESTED(Group.CALL, "call in a call"),
  ASYNC_COMPLETE(Group.CALL, "async call, complete"),
  ASYNC_LATER(Group.CALL, "async call, completed later"),
  FAN_OUT(Group.ATTACH, "fan-out"),
  GROWTH(Group.ATTACH, "growth", "1,000 bindings"),
  OTHER_NPIS(Group.ATTACH, "other NPIs", "none"),
  STOP(Group.UNLOAD, "Bundle.stop"),
  HOT_SWAP(Group.SWAP, "hot swap");

  /** The registrar's name in the table; the figures of others are divided by its own. */
  public static final String NMR = "NMR";

  private final Group group;
  private final String title;
  private final String reference;

  Block(Group group, String title) {
    this(group, title, NMR);
  }

  Block(Group group, String title, String reference) {
    this.group = group;
    this.title = title;
    this.reference = reference;
  }

  /** The part of the benchmarks that measures this block. */
  public Group group() {
    return group;
  }

  /** The title in the table. */
  public String title() {
    return title;
  }

  /** The subject that the others are divided by. */
  public String reference() {
    return reference;
  }

  /** The setting of calls on that many threads. */
  public static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }
}
