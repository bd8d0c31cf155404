/** The terminal's last line, which the prompt, a question, progress and the log share. */
@NullMarked
package io.nmr.shell.terminal;

import org.jspecify.annotations.NullMarked;
