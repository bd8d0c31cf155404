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

  static final String NOTHING = "(nothing else)";

  private Options() {}
}
