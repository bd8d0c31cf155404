/** What the settings are called, and what their values mean. */
@NullMarked
package io.nmr.impl.settings;

import org.jspecify.annotations.NullMarked;
