package io.nmr.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The project's Java sources, as far as the rules are concerned.
 *
 * @param texts by path relative to the project, with slashes
 * @param parsed the methods in each text that was parsed
 */
record Sources(Map<String, String> texts, Map<String, List<Extent>> parsed) {
  /** The one form of the comment on the line that decides a rule. */
  private static final Pattern DECIDING = Pattern.compile("// ([RH]\\d+): \\S");

  /** Folders without sources of ours. */
  private static final Set<String> SKIPPED = Set.of("target", ".git");

  private static final Pattern TEST = Pattern.compile("void ([RH]\\d+)_\\w+\\(");

  /** A line that decides a rule. */
  record DecidingLine(String rule, String file, int offset) {}

  /** A method that shows a rule. */
  record RuleTest(String rule, String type) {}

  /** Where the body of a method is, or of one of its overloads. */
  record Extent(String method, long start, long end) {}

  static Sources of(Path project) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Files.walkFileTree(
        project,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".java")) {
              texts.put(
                  project.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new Sources(texts, new HashMap<>());
  }

  /** These with one file changed. */
  Sources with(String file, UnaryOperator<String> change) {
    Map<String, String> changed = new TreeMap<>(texts);
    changed.computeIfPresent(file, (name, text) -> change.apply(text));
    return new Sources(changed, parsed);
  }

  List<DecidingLine> decidingLines() {
    List<DecidingLine> lines = new ArrayList<>();
    texts.forEach(
        (file, text) -> {
          if (file.contains("/src/main/")) {
            for (Matcher line = DECIDING.matcher(text); line.find(); ) {
              lines.add(new DecidingLine(line.group(1), file, line.start()));
            }
          }
        });
    return lines;
  }

  Set<RuleTest> tests() {
    Set<RuleTest> tests = new LinkedHashSet<>();
    texts.forEach(
        (file, text) -> {
          if (file.contains("/src/test/")) {
            String type =
                file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
            TEST.matcher(text)
                .results()
                .forEach(each -> tests.add(new RuleTest(each.group(1), type)));
          }
        });
    return tests;
  }

  /** Where the methods of that file are; none where there is no such file. */
  List<Extent> methods(String file) {
    String text = texts.get(file);
    return text == null
        ? List.of()
        : parsed.computeIfAbsent(text, unparsed -> methods(file, unparsed));
  }

  private static List<Extent> methods(String file, String text) {
    List<Extent> methods = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null, null, null, List.of("-proc:none"), null, List.of(inMemory(file, text)));
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Methods(unit, positions, methods), "");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return methods;
  }

  private static JavaFileObject inMemory(String file, String text) {
    return new SimpleJavaFileObject(URI.create("memory:///" + file), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  /** Names each method after the types that it is in. */
  private static final class Methods extends TreeScanner<Void, String> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Extent> found;

    Methods(CompilationUnitTree unit, SourcePositions positions, List<Extent> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      return super.visitClass(type, outer + type.getSimpleName() + ".");
    }

    @Override
    public Void visitMethod(MethodTree method, String outer) {
      found.add(
          new Extent(
              outer + method.getName(),
              positions.getStartPosition(unit, method),
              positions.getEndPosition(unit, method)));
      return super.visitMethod(method, outer);
    }
  }
}
