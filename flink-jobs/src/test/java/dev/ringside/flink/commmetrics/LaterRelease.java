package dev.ringside.flink.commmetrics;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassWriter;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;
import org.apache.flink.shaded.asm9.org.objectweb.asm.commons.ClassRemapper;
import org.apache.flink.shaded.asm9.org.objectweb.asm.commons.Remapper;

/**
 * The whole class path once more, as a later release could have it: one package has another name.
 * Shares only the JDK with the caller.
 */
final class LaterRelease extends ClassLoader {
  private static final ClassLoader TODAY = LaterRelease.class.getClassLoader();

  private final String from;
  private final String to;

  LaterRelease(String from, String to) {
    super(ClassLoader.getPlatformClassLoader());
    this.from = from;
    this.to = to;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(from)) {
      throw new ClassNotFoundException(name + " has moved");
    }
    String today = name.startsWith(to) ? from + name.substring(to.length()) : name;
    try (InputStream in = TODAY.getResourceAsStream(path(today) + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = name.startsWith("dev.ringside.") ? renamed(in) : in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  protected URL findResource(String name) {
    return TODAY.getResource(name);
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return TODAY.getResources(name);
  }

  private byte[] renamed(InputStream in) throws IOException {
    ClassWriter out = new ClassWriter(0);
    new ClassReader(in).accept(new ClassRemapper(out, new Move()), 0);
    return out.toByteArray();
  }

  private static String path(String name) {
    return name.replace('.', '/');
  }

  private final class Move extends Remapper {
    Move() {
      super(Opcodes.ASM9);
    }

    @Override
    public String map(String internalName) {
      return internalName.startsWith(path(from))
          ? path(to) + internalName.substring(path(from).length())
          : internalName;
    }
  }
}
