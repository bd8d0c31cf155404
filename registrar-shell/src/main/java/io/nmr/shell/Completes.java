package io.nmr.shell;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what the tab key offers for an option's value, or for each of a command's words in turn. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface Completes {
  /** The kind of each value or word. */
  Kind[] value();

  /** The kinds of things that the tab key can offer. */
  enum Kind {
    BUNDLE,
    NPI,
    BINDING,
    /** A binding that can be abandoned. */
    WAITED_BINDING,
    FILE,
    /** An operation that is under way. */
    OPERATION,
    ON_OFF,
    DURATION,
    SETTING,
    /** A value of the setting that the word before names. */
    SETTING_VALUE
  }
}
