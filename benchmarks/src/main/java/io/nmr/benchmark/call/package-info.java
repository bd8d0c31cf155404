/** A call through a guard, beside other ways to keep a callee from leaving; measured by JMH. */
@NullMarked
package io.nmr.benchmark.call;

import org.jspecify.annotations.NullMarked;
