using Compose.Canonical;

namespace Compose.Plans;

/// <summary>
/// The canonical form of a grant, for digests and keys: the array <c>[interface, state, parameters, expires]</c> of
/// SPEC.md. Who holds it, the reason of a denial and the epoch are not part of it: equal authority has equal bytes.
/// </summary>
public static class GrantEncoding
{
    /// <summary>SHA-256 of the canonical form.</summary>
    public static Digest DigestOf(Grant grant)
    {
        var writer = new CborWriter();
        Write(writer, grant);
        return Digest.Of(writer.Written);
    }

    /// <summary>The grant as a line of a receipt.</summary>
    public static GrantRecord RecordOf(Grant grant) => new(grant.Instance, grant.Name.Track)
    {
        State = grant.IsGranted ? "granted" : "denied",
        Digest = DigestOf(grant),
    };

    /// <summary>Writes the canonical form.</summary>
    public static void Write(CborWriter writer, Grant grant)
    {
        writer.WriteArrayHead(grant.Budget is null ? 4 : 5);
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

        if (grant.Budget is { } budget)
        {
            writer.WriteArrayHead(4);
            WriteNumber(writer, budget.Calls);
            WriteNumber(writer, budget.Bytes);
            WriteNumber(writer, budget.RateCalls);
            writer.WriteUnsigned(budget.RateMilliseconds);
        }
    }

    private static void WriteNumber(CborWriter writer, ulong? number)
    {
        if (number is { } known)
        {
            writer.WriteUnsigned(known);
        }
        else
        {
            writer.WriteNull();
        }
    }

    private static void Write(CborWriter writer, GrantParameters? parameters)
    {
        switch (parameters)
        {
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
                    bool hasQuota = directory.QuotaBytes is not null || directory.QuotaFiles is not null;
                    writer.WriteArrayHead(hasQuota ? 5 : 3);
                    writer.WriteText(directory.HostPath);
                    writer.WriteText(directory.GuestPath);
                    writer.WriteBoolean(directory.ReadOnly);
                    if (hasQuota)
                    {
                        WriteNumber(writer, directory.QuotaBytes);
                        WriteNumber(writer, directory.QuotaFiles);
                    }
                }

                break;
            case NetworkParameters network:
                bool hasRules = network.Methods is not null || network.Headers is not null;
                writer.WriteArrayHead(hasRules ? 4 : 2);
                writer.WriteUnsigned(2);
                WriteTexts(writer, network.Allow);
                if (hasRules)
                {
                    WriteTexts(writer, network.Methods);
                    WriteTexts(writer, network.Headers);
                }

                break;
            case SocketParameters sockets:
                writer.WriteArrayHead(6);
                writer.WriteUnsigned(3);
                WriteTexts(writer, sockets.Connect);
                WriteTexts(writer, sockets.Listen);
                WriteTexts(writer, sockets.Udp);
                WriteTexts(writer, sockets.Bind);
                WriteTexts(writer, sockets.Lookup);
                break;
            case KeyValueParameters store:
                writer.WriteArrayHead(4);
                writer.WriteUnsigned(4);
                WriteTexts(writer, store.Buckets);
                writer.WriteBoolean(store.ReadOnly);
                WriteNumber(writer, store.QuotaBytes);
                break;
            case LinkParameters link:
                writer.WriteArrayHead(2);
                writer.WriteUnsigned(6);
                WriteTexts(writer, link.Providers);
                break;
            case ConfigParameters config:
                writer.WriteArrayHead(2);
                writer.WriteUnsigned(5);
                WritePairs(writer, config.Entries);
                break;
            case null:
                writer.WriteNull();
                break;
            default:
                // Written as nothing, two grants that differ would have equal digests.
                throw new ComposeException(ErrorCodes.Generic.InternalError, $"no canonical form for {parameters.GetType().Name}");
        }
    }

    internal static void WritePairs(CborWriter writer, IReadOnlyList<KeyValuePair<string, string>>? pairs)
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

    internal static void WriteTexts(CborWriter writer, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            writer.WriteNull();
        }
        else
        {
            PlanCborWriter.WriteTextList(writer, texts);
        }
    }

    internal static void WriteText(CborWriter writer, string? text)
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
