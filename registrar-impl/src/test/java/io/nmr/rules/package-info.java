/** The rules of {@code docs/rules.md}, and whether the code and the tests follow that document. */
package io.nmr.rules;
