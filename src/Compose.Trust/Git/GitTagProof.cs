using System.Security.Cryptography;
using Compose.Canonical;
using Compose.Signing.Ssh;

namespace Compose.Trust.Git;

/// <summary>
/// How a tag leads to a file: the objects of Git from the tag over its commit and the trees of the path, each of which names
/// the next by hash, the last the file. With it the signature of a tag is verified without the repository (SPEC, "Tags of
/// Git"). Nothing in it is believed before <see cref="Check"/>.
/// </summary>
/// <param name="Tag">The name of the tag that was asked for: <c>v1.0.0</c>.</param>
/// <param name="Path">The path of the file: <c>dist/store.wasm</c>.</param>
/// <param name="TagObject">The tag; empty for a lightweight one, which is only a name for a commit.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Trees">The trees, that of the commit first.</param>
/// <param name="IsSha256">True in a repository whose objects are named by SHA-256.</param>
public sealed record GitTagProof(string Tag, string Path, ReadOnlyMemory<byte> TagObject, ReadOnlyMemory<byte> Commit, IReadOnlyList<ReadOnlyMemory<byte>> Trees, bool IsSha256)
{
    /// <summary>Most bytes of a proof: trees of a large repository.</summary>
    public const int MaxBytes = 16 << 20;

    private const string Version = "git-tag:v1";
    private const int Members = 7, MaxTrees = 64, Sha1Length = 20, Sha256Length = 32;

    private static readonly CborLimits s_limits = new(MaxBytes, 4);

    /// <summary>The name of the commit, in hexadecimal.</summary>
    public string CommitName => GitObjects.NameOf(Hash, "commit", Commit.Span);

    /// <summary>True if somebody signed the tag, in whichever form.</summary>
    public bool IsSigned => SignatureStart > 0;

    /// <summary>What was signed: the tag up to its signature.</summary>
    internal ReadOnlySpan<byte> Signed => TagObject.Span[..SignatureStart];

    internal ReadOnlySpan<byte> Signature => TagObject.Span[SignatureStart..];

    private HashAlgorithmName Hash => IsSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;

    // As Git finds it: the last line that begins a signature.
    private int SignatureStart
    {
        get
        {
            ReadOnlySpan<byte> content = TagObject.Span;
            int start = 0;
            for (int at = 0; at < content.Length;)
            {
                ReadOnlySpan<byte> line = content[at..];
                if (line.StartsWith("-----BEGIN PGP SIGNATURE-----"u8) || line.StartsWith("-----BEGIN PGP MESSAGE-----"u8) || line.StartsWith("-----BEGIN SIGNED MESSAGE-----"u8) || line.StartsWith(SshSignature.Marker))
                {
                    start = at;
                }

                int end = line.IndexOf((byte)'\n');
                at = end < 0 ? content.Length : at + end + 1;
            }

            return start;
        }
    }

    /// <summary>True if the bytes begin as a proof does.</summary>
    public static bool IsProof(ReadOnlySpan<byte> bytes) => bytes is [0x80 | Members, 0x60 | 10, ..] && bytes[2..].StartsWith("git-tag:v1"u8);

    /// <summary>The bytes: canonical CBOR.</summary>
    public byte[] Encode()
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(Members);
        writer.WriteText(Version);
        writer.WriteText(Tag);
        writer.WriteText(Path);
        writer.WriteBytes(TagObject.Span);
        writer.WriteBytes(Commit.Span);
        writer.WriteArrayHead(Trees.Count);
        foreach (ReadOnlyMemory<byte> tree in Trees)
        {
            writer.WriteBytes(tree.Span);
        }

        writer.WriteBoolean(IsSha256);
        return writer.ToArray();
    }

    /// <summary>Reads a proof.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>.</exception>
    public static GitTagProof Read(ReadOnlyMemory<byte> bytes, string? file = null)
    {
        CborNode root;
        try
        {
            root = CborReader.ReadCanonical(bytes, ErrorCodes.Trust.InvalidBundle, s_limits, file);
        }
        catch (ComposeException e)
        {
            throw new ComposeException(e.Error with { Code = ErrorCodes.Trust.InvalidBundle, Message = "the proof of the Git tag is not well-formed: " + e.Error.Message });
        }

        return root is { Kind: CborKind.Array, Items: [{ Kind: CborKind.Text, Text: Version }, { Kind: CborKind.Text } tag, { Kind: CborKind.Text } path, { Kind: CborKind.Bytes } tagObject, { Kind: CborKind.Bytes } commit, { Kind: CborKind.Array } trees, { IsBoolean: true } hash] }
            && trees.Items.Count is > 0 and <= MaxTrees
            && trees.Items.All(tree => tree.Kind == CborKind.Bytes)
            ? new GitTagProof(tag.Text, path.Text, tagObject.Bytes, commit.Bytes, [.. trees.Items.Select(tree => tree.Bytes)], hash.Argument == 21)
            : throw Fail("it has not the members that it should", file);
    }

    /// <summary>Follows the hashes from the tag to the file.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="ComposeException"><c>Trust.SignatureInvalid</c>: one of them is another, or the tag is called otherwise.</exception>
    public void Check(ReadOnlySpan<byte> content)
    {
        if (!TagObject.IsEmpty)
        {
            // A tag that was signed under one name says nothing under another: an old version would pass for a new one.
            ReadOnlySpan<byte> rest = TagObject.Span;
            string? target = GitObjects.Header(ref rest, "object"u8), type = GitObjects.Header(ref rest, "type"u8), name = GitObjects.Header(ref rest, "tag"u8);
            if (type != "commit")
            {
                throw Broken($"it is of {(type is null ? "nothing" : "a " + type)}, not of a commit");
            }

            Require(target == CommitName, "it names another commit");
            Require(name == Tag, $"it was made as '{name}'");
        }

        ReadOnlySpan<byte> commit = Commit.Span;
        string? next = GitObjects.Header(ref commit, "tree"u8);
        string[] parts = Path.Split('/');
        Require(parts.Length == Trees.Count, "its path has more parts than there are trees");
        for (int i = 0; i < parts.Length; i++)
        {
            ReadOnlySpan<byte> tree = Trees[i].Span;
            Require(next == GitObjects.NameOf(Hash, "tree", tree), $"the tree above '{parts[i]}' is another");
            (string mode, next) = GitObjects.Entry(tree, parts[i], IsSha256 ? Sha256Length : Sha1Length) ?? throw Broken($"its tree has no '{parts[i]}'");
            Require(i < parts.Length - 1 ? mode is "40000" : mode is "100644" or "100755" or "100664", $"'{parts[i]}' is of the mode {mode}, not a {(i < parts.Length - 1 ? "folder" : "file")}");
        }

        Require(next == GitObjects.NameOf(Hash, "blob", content), "the file in it has other bytes");
    }

    private void Require(bool isSo, string why)
    {
        if (!isSo)
        {
            throw Broken(why);
        }
    }

    private ComposeException Broken(string why) => new(ErrorCodes.Trust.SignatureInvalid, $"the tag {Tag} does not lead to {Path}: {why}");

    private static ComposeException Fail(string why, string? file) => new(ErrorCodes.Trust.InvalidBundle, "the proof of the Git tag is not well-formed: " + why, new ErrorLocation { File = file });
}
