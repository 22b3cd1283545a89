import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads a ZIP file as a stream, from its first byte to the end of its last entry, which checks each CRC-32. */
public class ReadZipStream {
    public static void main(String[] arguments) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long entries = 0;
        try (ZipInputStream zip = new ZipInputStream(
                new BufferedInputStream(new FileInputStream(arguments[0])), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries++;
                long bytes = 0;
                for (int count = zip.read(buffer); count >= 0; count = zip.read(buffer)) {
                    bytes += count;
                }
                if (bytes != entry.getSize()) {
                    throw new IOException(entry.getName() + " has " + bytes + " bytes, not " + entry.getSize());
                }
            }
        }
        System.out.println(entries + " entries");
    }
}
