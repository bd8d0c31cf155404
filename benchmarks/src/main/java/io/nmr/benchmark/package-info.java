/** What a guard, a binding and an unload cost, beside what people use today. */
@NullMarked
package io.nmr.benchmark;

import org.jspecify.annotations.NullMarked;
