/** What the commands return: objects for pipes and closures, which also know how they look. */
@NullMarked
package io.nmr.shell.result;

import org.jspecify.annotations.NullMarked;
