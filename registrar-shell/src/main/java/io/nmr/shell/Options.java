package io.nmr.shell;

/** The options that several commands have, and what help says of them. */
final class Options {
  static final String TRUE = "true";
  static final String FALSE = "false";

  static final String JSON = "--json";
  static final String JSON_TEXT = "as JSON, for scripts";
  static final String NPI = "--npi";
  static final String NPI_TEXT = "NPI: of this one alone";
  static final String BUNDLE = "--bundle";
  static final String BUNDLE_TEXT = "BUNDLE: of this one alone; an id or a symbolic name";
  static final String TIMEOUT = "--timeout";
  static final String ATTACH_TIMEOUT_TEXT =
      "DURATION: how long the new one has to be attached (10s), and then, where this is given, the"
          + " old one to be unloaded; the unload itself goes on";
  static final String END_AS_JSON_TEXT = "the end as JSON, and nothing before it";

  static final String DRY_RUN = "--dry-run";
  static final String DRY_RUN_TEXT = "only says what would happen, and touches nothing";
  static final String STOP_FIRST = "--stop-first";
  static final String STOP_FIRST_TEXT =
      "stops the old one first, updates and starts it: for a while there is none";
  static final String SIDE_BY_SIDE = "--side-by-side";
  static final String SIDE_BY_SIDE_TEXT =
      "fails where the two cannot be there side by side, in place of stopping the old one first";

  static final String NOTHING = "(nothing else)";

  private Options() {}
}
