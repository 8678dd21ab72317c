using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary><c>blob put|get|has|list|delete|pin|unpin|gc|fsck</c>.</summary>
internal static class BlobVerbs
{
    public static Command Create() => new("blob", "Look after the content-addressed store.")
    {
        Put(),
        Get(),
        Has(),
        List(),
        Delete(),
        Pin(),
        Unpin(),
        BlobCollectVerbs.Collect(),
        BlobCollectVerbs.Check(),
    };

    public static Digest ParseDigest(string text) => Digest.TryParse(text, out Digest digest)
        ? digest
        : throw new ComposeException(ErrorCodes.Generic.Usage, $"'{text}' is not a digest", hint: "sha256: and 64 hexadecimal digits");

    private static Argument<string> DigestArgument() => new("DIGEST") { Description = "sha256:… or the bare digits." };

    private static Command Put()
    {
        var file = new Argument<string>("FILE") { Description = "What to keep; - is standard input." };
        var pin = new Option<string?>("--pin") { Description = "A name that keeps the blob from being collected.", HelpName = "NAME" };
        var quota = new Option<string?>("--quota") { Description = "With --tenant: what the tenant may hold, such as 1GiB.", HelpName = "SIZE" };
        var command = new Command("put", "Keep a file; prints its digest.") { file, pin, quota };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            byte[] bytes = InputFile.Read(parsed.GetRequiredValue(file));
            Digest digest = Tenant(parsed) is { } tenant
                ? new TenantBlobs(store, tenant) { Quota = parsed.GetValue(quota) is { } most ? (long)Math.Min(Quantities.Bytes(most, "--quota"), long.MaxValue) : null }.Put(bytes)
                : store.Put(bytes);
            if (parsed.GetValue(pin) is { } name)
            {
                store.Pin(name, digest);
            }

            return invocation.Succeed(new JsonObject { ["digest"] = digest.ToString(), ["bytes"] = bytes.Length }, text => text.WriteLine(digest));
        }));
        return command;
    }

    private static Command Get()
    {
        Argument<string> digest = DigestArgument();
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var command = new Command("get", "Write a blob, verified.") { digest, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            Digest wanted = ParseDigest(parsed.GetRequiredValue(digest));
            if (Tenant(parsed) is { } tenant && !new TenantBlobs(store, tenant).Holds(wanted))
            {
                throw new ComposeException(ErrorCodes.Blob.NotFound, $"tenant {tenant} does not hold {wanted}");
            }

            ReadOnlyMemory<byte> bytes = store.Get(wanted);
            string target = parsed.GetRequiredValue(output);
            InputFile.Write(target, bytes.Span);
            return target == "-" ? ExitCode.Ok : invocation.Succeed(new JsonObject { ["file"] = target, ["bytes"] = bytes.Length }, text => text.WriteLine($"{target}: {bytes.Length} bytes"));
        }));
        return command;
    }

    private static Command Has()
    {
        Argument<string> digest = DigestArgument();
        var command = new Command("has", "Whether a blob is there and whole; exit code 1 if not.") { digest };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            Digest wanted = ParseDigest(parsed.GetRequiredValue(digest));
            BlobState state = Tenant(parsed) is { } tenant && !new TenantBlobs(store, tenant).Holds(wanted) ? BlobState.Absent : store.Check(wanted);
            string word = state.ToString().ToLowerInvariant();
            if (invocation.Format == Format.Text)
            {
                invocation.Out.WriteLine(word);
                return state == BlobState.Present ? ExitCode.Ok : ExitCode.Failed;
            }

            int code = state == BlobState.Present ? ExitCode.Ok : ExitCode.Failed;
            invocation.Report(new JsonObject { ["digest"] = wanted.ToString(), ["state"] = word }, [], code);
            return code;
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List blobs with their sizes, and pins.");
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            string? tenant = Tenant(parsed);
            IReadOnlyList<(Digest Digest, long Size)> blobs = tenant is null ? store.List() : new TenantBlobs(store, tenant).List();
            ILookup<Digest, string> pins = store.Pins().ToLookup(pin => pin.Digest, pin => pin.Name);
            var array = new JsonArray();
            foreach ((Digest digest, long size) in blobs)
            {
                array.Add((JsonNode)new JsonObject
                {
                    ["digest"] = digest.ToString(),
                    ["bytes"] = size,
                    ["pins"] = new JsonArray([.. pins[digest].Select(name => (JsonNode)name)]),
                    ["fetched-from"] = store.FetchedFrom(digest),
                });
            }

            return invocation.Succeed(new JsonObject { ["blobs"] = array }, text =>
            {
                foreach ((Digest digest, long size) in blobs)
                {
                    text.WriteLine($"{digest} {size,12}{string.Concat(pins[digest].Select(name => " " + name))}");
                }
            });
        }));
        return command;
    }

    private static Command Delete()
    {
        Argument<string> digest = DigestArgument();
        var force = new Option<bool>("--force") { Description = "Also if a pin or a tenant keeps it." };
        var command = new Command("delete", "Remove a blob; with --tenant, let go of it.") { digest, force };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            Digest gone = ParseDigest(parsed.GetRequiredValue(digest));
            bool wasThere;
            if (Tenant(parsed) is { } tenant)
            {
                wasThere = new TenantBlobs(store, tenant).Delete(gone);
            }
            else
            {
                IReadOnlyList<string> uses = store.UsesOf(gone);
                if (uses.Count > 0 && !parsed.GetValue(force))
                {
                    throw new ComposeException(ErrorCodes.Blob.InUse, $"{gone} is kept by {string.Join(", ", uses)}", hint: "remove these first, or use --force");
                }

                wasThere = store.Delete(gone);
            }

            return wasThere
                ? invocation.Succeed(new JsonObject { ["digest"] = gone.ToString() }, text => text.WriteLine($"removed {gone}"))
                : throw new ComposeException(ErrorCodes.Blob.NotFound, $"{gone} is not in the store {store.Root}");
        }));
        return command;
    }

    private static Command Pin()
    {
        var name = new Argument<string?>("NAME") { Description = "The pin; without one, what keeps blobs is listed.", Arity = ArgumentArity.ZeroOrOne };
        var digest = new Argument<string?>("DIGEST") { Description = "sha256:… or the bare digits.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("pin", "Give a blob a name that keeps it, with the components that it names if it is a plan; or list pins and the lock files of plans.") { name, digest };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ContentStore store = StoreFolder.Require(parsed);
            if (parsed.GetValue(name) is not { } pin)
            {
                return Keepers(invocation, store);
            }

            Digest kept = ParseDigest(parsed.GetValue(digest) ?? throw new ComposeException(ErrorCodes.Generic.Usage, $"what is '{pin}' to keep?", hint: "composectl blob pin NAME DIGEST"));
            store.Pin(pin, kept);
            return invocation.Succeed(new JsonObject { ["digest"] = kept.ToString() }, text => text.WriteLine($"{pin} keeps {kept}"));
        }));
        return command;
    }

    private static int Keepers(Invocation invocation, ContentStore store)
    {
        IReadOnlyList<(string Name, Digest Digest)> pins = store.Pins();
        IReadOnlyList<LockRoot> locks = store.Locks();
        var document = new JsonObject
        {
            ["pins"] = new JsonArray([.. pins.Select(pin => (JsonNode)new JsonObject { ["name"] = pin.Name, ["digest"] = pin.Digest.ToString() })]),
            ["locks"] = new JsonArray([.. locks.Select(root => (JsonNode)new JsonObject
            {
                ["file"] = root.File,
                ["is-gone"] = root.IsGone,
                ["digests"] = new JsonArray([.. root.Digests.Select(each => (JsonNode)each.ToString())]),
            })]),
        };
        return invocation.Succeed(document, text =>
        {
            foreach ((string pin, Digest kept) in pins)
            {
                text.WriteLine($"{kept}  {pin}");
            }

            foreach (LockRoot root in locks)
            {
                foreach (Digest kept in root.Digests)
                {
                    text.WriteLine($"{kept}  {root.File}");
                }

                if (root.IsGone)
                {
                    text.WriteLine($"nothing  {root.File}, which is gone");
                }
            }
        });
    }

    private static Command Unpin()
    {
        var name = new Argument<string>("NAME") { Description = "The pin, or the path of a lock file." };
        var command = new Command("unpin", "Remove a pin, or let go of what a lock file names.") { name };
        command.SetAction(parsed => Invocation.Run(parsed, invocation => Unpin(StoreFolder.Require(parsed), parsed.GetRequiredValue(name))
            ? invocation.Succeed([], text => text.WriteLine($"removed the pin {parsed.GetRequiredValue(name)}"))
            : throw new ComposeException(ErrorCodes.Blob.NotFound, $"there is no pin '{parsed.GetRequiredValue(name)}'", hint: "composectl blob pin shows pins")));
        return command;
    }

    private static bool Unpin(ContentStore store, string name) => name.AsSpan().ContainsAny('/', '\\') ? store.Release(name) : store.Unpin(name);

    private static string? Tenant(ParseResult parsed) => parsed.GetValue(GlobalOptions.Tenant);
}
