using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>Damage that the runner does to files below a host's home, as a fault of the machine would.</summary>
/// <param name="Files">Matches paths from the home, with slashes.</param>
/// <param name="How">What becomes of each.</param>
public sealed record Damage(Regex Files, DamageKind How)
{
    /// <summary>Does it, and gives the number of files that were met.</summary>
    public int Do(string home)
    {
        int met = 0;
        foreach (string file in HostFile.Below(home).Select(file => file.FullName).Order(StringComparer.Ordinal).ToArray())
        {
            if (!Files.IsMatch(Path.GetRelativePath(home, file).Replace('\\', '/')))
            {
                continue;
            }

            met++;
            byte[] bytes = File.ReadAllBytes(file);
            if (How == DamageKind.Flip && bytes.Length > 0)
            {
                bytes[bytes.Length / 2] ^= 1;
            }

            // A new file in its place: those that are kept are often not writable.
            File.Delete(file);
            if (How != DamageKind.Remove)
            {
                File.WriteAllBytes(file, How switch
                {
                    DamageKind.Halve => bytes[..(bytes.Length / 2)],
                    DamageKind.Tear => bytes[..Math.Max(0, bytes.Length - 12)],
                    DamageKind.Begin => [.. bytes, .. bytes.AsSpan(0, Math.Min(bytes.Length, 20))],
                    DamageKind.Empty => [],
                    _ => bytes,
                });
            }
        }

        return met;
    }
}
