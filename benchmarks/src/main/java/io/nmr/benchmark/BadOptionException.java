package io.nmr.benchmark;

/** A command line that cannot be obeyed; the message is for the person who typed it. */
final class BadOptionException extends IllegalArgumentException {
  BadOptionException(String message) {
    super(message);
  }
}
