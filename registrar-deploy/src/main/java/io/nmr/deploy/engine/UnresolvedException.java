package io.nmr.deploy.engine;

/** A bundle cannot be resolved: it lacks something that another bundle may bring. */
final class UnresolvedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnresolvedException(String message) {
    super(message);
  }
}
