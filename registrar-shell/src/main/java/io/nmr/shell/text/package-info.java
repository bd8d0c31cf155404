/**
 * Formats results for a terminal, for a pipe and as JSON. This package knows nothing of the
 * registrar.
 */
@NullMarked
package io.nmr.shell.text;

import org.jspecify.annotations.NullMarked;
