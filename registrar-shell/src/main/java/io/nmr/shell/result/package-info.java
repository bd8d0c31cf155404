/** What the commands return: objects for pipes and closures, which also know their own text. */
@NullMarked
package io.nmr.shell.result;

import org.jspecify.annotations.NullMarked;
