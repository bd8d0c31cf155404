package io.nmr.shell;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the tab key offers for an option's value, or for a command's words, one after the other. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface Completes {
  /** Of what kind they are. */
  Kind[] value();

  /** What can be offered. */
  enum Kind {
    BUNDLE,
    NPI,
    BINDING,
    /** One that can be abandoned. */
    WAITED_BINDING,
    FILE,
    /** One that is under way. */
    OPERATION,
    ON_OFF,
    DURATION,
    SETTING,
    /** Of the setting whose name is the word before. */
    SETTING_VALUE
  }
}
