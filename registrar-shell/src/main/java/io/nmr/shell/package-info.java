/** The registrar's commands in the Gogo shell, written against {@code io.nmr.runtime} alone. */
@NullMarked
package io.nmr.shell;

import org.jspecify.annotations.NullMarked;
