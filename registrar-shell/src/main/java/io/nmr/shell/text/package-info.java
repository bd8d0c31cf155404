/** How results look: on a terminal, in a pipe, as JSON. Knows nothing of the registrar. */
@NullMarked
package io.nmr.shell.text;

import org.jspecify.annotations.NullMarked;
