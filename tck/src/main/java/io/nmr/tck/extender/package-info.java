/** Makes modules of bundles that know nothing of the registrar. */
@NullMarked
package io.nmr.tck.extender;

import org.jspecify.annotations.NullMarked;
