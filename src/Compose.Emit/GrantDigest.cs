using Compose.Canonical;

namespace Compose.Emit;

/// <summary>
/// The digest by which an artifact refers to a grant: SHA-256 over the canonical CBOR array
/// <c>[interface, state, parameters, expires]</c> (SPEC, "The section compose:plan"). Who holds it, the reason of a
/// denial and the epoch are not part of it: equal authority has equal digests.
/// </summary>
public static class GrantDigest
{
    public static Digest Of(Grant grant)
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(4);
        writer.WriteText(grant.Name.Track);
        writer.WriteUnsigned((ulong)grant.State);
        Write(writer, grant.Parameters);
        if (grant.Expires is { } expires)
        {
            writer.WriteInteger(expires.ToUnixTimeMilliseconds());
        }
        else
        {
            writer.WriteNull();
        }

        return Digest.Of(writer.Written);
    }

    /// <summary>Whether one import can serve both.</summary>
    internal static bool SameAuthority(Grant a, Grant b) => Of(a) == Of(b);

    private static void Write(CborWriter writer, GrantParameters? parameters)
    {
        switch (parameters)
        {
            case null:
                writer.WriteNull();
                break;
            case EnvironmentParameters environment:
                writer.WriteArrayHead(5);
                writer.WriteUnsigned(0);
                WritePairs(writer, environment.Variables);
                writer.WriteBoolean(environment.Arguments);
                WriteTexts(writer, environment.FixedArguments);
                WriteText(writer, environment.InitialDirectory);
                break;
            case FilesystemParameters files:
                writer.WriteArrayHead(2);
                writer.WriteUnsigned(1);
                writer.WriteArrayHead(files.Directories.Count);
                foreach (var directory in files.Directories)
                {
                    writer.WriteArrayHead(3);
                    writer.WriteText(directory.HostPath);
                    writer.WriteText(directory.GuestPath);
                    writer.WriteBoolean(directory.ReadOnly);
                }

                break;
            case NetworkParameters network:
                writer.WriteArrayHead(2);
                writer.WriteUnsigned(2);
                WriteTexts(writer, network.Allow);
                break;
            default:
                throw new ComposeException(ErrorCodes.Generic.InternalError, $"no canonical form for {parameters.GetType().Name}");
        }
    }

    private static void WritePairs(CborWriter writer, IReadOnlyList<KeyValuePair<string, string>>? pairs)
    {
        if (pairs is null)
        {
            writer.WriteNull();
            return;
        }

        writer.WriteArrayHead(pairs.Count);
        foreach (var (key, value) in pairs)
        {
            writer.WriteArrayHead(2);
            writer.WriteText(key);
            writer.WriteText(value);
        }
    }

    private static void WriteTexts(CborWriter writer, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            writer.WriteNull();
            return;
        }

        writer.WriteArrayHead(texts.Count);
        foreach (string text in texts)
        {
            writer.WriteText(text);
        }
    }

    private static void WriteText(CborWriter writer, string? text)
    {
        if (text is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteText(text);
        }
    }
}
