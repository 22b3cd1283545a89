import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Prints the SHA-256 and name of each file of an archive, read by its directory ("file") or from its start ("stream"). */
public class ReadZip {
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("file")) {
            try (ZipFile zip = new ZipFile(arguments[1])) {
                for (ZipEntry entry : zip.stream().toList()) {
                    try (InputStream content = zip.getInputStream(entry)) {
                        print(entry, content);
                    }
                }
            }
            return;
        }
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(new FileInputStream(arguments[1])))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                print(entry, zip);
            }
        }
    }

    private static void print(ZipEntry entry, InputStream content) throws Exception {
        byte[] bytes = content.readAllBytes();
        if (entry.isDirectory() && bytes.length == 0) return;
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        System.out.println(HexFormat.of().formatHex(hash) + " " + entry.getName());
    }
}
