package io.nmr.shell.text;

/** What colour says on a terminal; nowhere else is it seen. */
public enum Style {
  /** As it comes. */
  NONE(""),
  /** A heading. */
  HEADING("1"),
  /** In order. */
  GOOD("32"),
  /** Under way: it will change by itself, or wants attention. */
  BUSY("33"),
  /** Failed, given up. */
  BAD("31"),
  /** Less important than what stands beside it. */
  FAINT("2");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on(String text) {
    return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
