using System.Net;
using System.Text;
using Compose.Distribution.Transport;
using Compose.Plans;
using Compose.Trust.Git;

namespace Compose.Distribution.Sources;

/// <summary>
/// Takes one file out of a Git repository at a tag, by the program <c>git</c>, and with it the objects that lead from the tag
/// to the file: whether the tag's signature counts is for trust to say. Nothing is checked out and no hook, filter, submodule
/// or helper of the repository runs.
/// </summary>
internal sealed class GitFetcher(HttpTransport web)
{
    private static readonly byte[] s_sha256Repository = "mismatched algorithms"u8.ToArray();

    private TransferPolicy Policy => web.Policy;

    /// <summary>The file, and how the tag leads to it.</summary>
    /// <exception cref="ComposeException"><c>Source.GitFailed</c>, <c>Source.NotFound</c>, <c>Source.LimitExceeded</c>, …</exception>
    public (ReadOnlyMemory<byte> Bytes, GitTagProof Proof) Fetch(SourceAddress source)
    {
        (string url, string tag, string? path) = source.GitParts();
        CheckUrl(url);
        using var git = new GitProgram(Policy, new Uri(url).Scheme);
        git.Run("init", "--quiet", "--bare", "--object-format=sha1", ".");
        FetchTag(git, url, tag);
        string file = path ?? OnlyComponent(git, tag, url);
        return Take(git, url, tag, file);
    }

    /// <summary>Fetches the tag alone: first without the user's settings, then with them where the server asks who is there.</summary>
    private void FetchTag(GitProgram git, string url, string tag)
    {
        string refspec = $"refs/tags/{tag}:refs/tags/{tag}", at = url;
        for (int redirects = 0; ; redirects++)
        {
            GitRun run = git.Try("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--", at, refspec);
            if (!run.IsDone && run.Error.AsSpan().IndexOf(s_sha256Repository) >= 0)
            {
                git.Clear();
                git.Run("init", "--quiet", "--bare", "--object-format=sha256", ".");
                run = git.Try("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--", at, refspec);
            }

            if (run.IsDone)
            {
                return;
            }

            if (run.IsRedirected && redirects < Policy.MaxRedirects)
            {
                at = Led(at, redirects + 1);
            }
            else if (git.IsApart && run.WantsLogin)
            {
                git.IsApart = false;
            }
            else
            {
                throw git.Failed("fetch", run);
            }
        }
    }

    /// <summary>Git follows redirects without asking the policy, so that it is not allowed to: the next place is found here.</summary>
    private string Led(string url, int count)
    {
        const string Discovery = "/info/refs", Service = "?service=git-upload-pack";
        var address = new Uri(url.TrimEnd('/') + Discovery + Service);
        using HttpResponseMessage response = web.SendAsync(static (uri, _) => new HttpRequestMessage(HttpMethod.Get, uri), address, SendOptions.Write, CancellationToken.None).GetAwaiter().GetResult();
        Uri next = web.Led(response, address, count);
        web.RequireOutsideAsync(next, address, CancellationToken.None).GetAwaiter().GetResult();
        return next.AbsolutePath.EndsWith(Discovery, StringComparison.Ordinal) && next.Query is Service
            ? next.GetLeftPart(UriPartial.Path)[..^Discovery.Length]
            : throw new ComposeException(ErrorCodes.Source.RedirectRefused, $"{CleanText.Of(url)} leads to {TransferPolicy.Show(next)}, which is no repository");
    }

    private (ReadOnlyMemory<byte> Bytes, GitTagProof Proof) Take(GitProgram git, string url, string tag, string file)
    {
        // The tag, its commit, the trees of the path, and the file, by one process.
        string commit = $"refs/tags/{tag}^{{commit}}";
        string[] parts = file.Split('/');
        var names = new StringBuilder().Append("refs/tags/").Append(tag).Append('\n').Append(commit).Append('\n');
        for (int i = 0; i <= parts.Length; i++)
        {
            names.Append(commit).Append(':').AppendJoin('/', parts.AsSpan(0, i).ToArray()).Append('\n');
        }

        ReadOnlyMemory<byte> answer = git.Run(Encoding.UTF8.GetBytes(names.ToString()), "cat-file", "--batch");
        (string type, ReadOnlyMemory<byte> tagObject, bool isSha256) = Next(ref answer, tag, url);
        (_, ReadOnlyMemory<byte> commitObject, _) = Next(ref answer, tag, url);
        var trees = new List<ReadOnlyMemory<byte>>(parts.Length);
        foreach (string _ in parts)
        {
            trees.Add(Next(ref answer, file, url).Content);
        }

        (string kind, ReadOnlyMemory<byte> bytes, _) = Next(ref answer, file, url);
        if (kind != "blob")
        {
            throw new ComposeException(ErrorCodes.Source.NotFound, $"'{CleanText.Of(file)}' of {CleanText.Of(url)} is no file but a {CleanText.Of(kind)}", hint: "name the file: git:URL#TAG:PATH");
        }

        if (bytes.Length > Policy.MaxBytes)
        {
            throw GitProgram.TooLarge(CleanText.Of(url), Policy.MaxBytes);
        }

        var proof = new GitTagProof(tag, file, type == "tag" ? tagObject : default, commitObject, trees, isSha256);
        try
        {
            proof.Check(bytes.Span);
        }
        catch (ComposeException e)
        {
            throw new ComposeException(ErrorCodes.Source.GitFailed, $"{CleanText.Of(url)}: {CleanText.Of(e.Error.Message)}", hint: "ask whoever made the tag");
        }

        return (bytes, proof);
    }

    /// <summary>One object of <c>cat-file --batch</c>: <c>NAME TYPE SIZE</c>, a line feed, the content, a line feed.</summary>
    private static (string Type, ReadOnlyMemory<byte> Content, bool IsSha256) Next(ref ReadOnlyMemory<byte> answer, string what, string url)
    {
        int end = answer.Span.IndexOf((byte)'\n');
        string[] head = end < 0 ? [] : Encoding.UTF8.GetString(answer.Span[..end]).Split(' ');
        if (head.Length != 3 || !int.TryParse(head[2], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int size) || size > answer.Length - end - 2)
        {
            throw new ComposeException(ErrorCodes.Source.NotFound, $"{CleanText.Of(url)} has no '{CleanText.Of(what)}' at this tag", hint: "check the tag and the path");
        }

        ReadOnlyMemory<byte> content = answer.Slice(end + 1, size);
        answer = answer[(end + 1 + size + 1)..];
        return (head[1], content, head[0].Length == 64);
    }

    private void CheckUrl(string url)
    {
        var address = new Uri(url);
        if (address.Scheme is "http" or "https")
        {
            Policy.Check(address);
        }
        else if (address.Scheme == "ssh" && Policy.IsOffline)
        {
            throw new ComposeException(ErrorCodes.Source.Offline, $"{CleanText.Of(url)} would have to be asked, and this runs offline");
        }
    }

    /// <summary>The one component that the commit holds.</summary>
    private static string OnlyComponent(GitProgram git, string tag, string url)
    {
        string[] names = [.. Encoding.UTF8.GetString(git.Run("ls-tree", "-r", "-z", "--name-only", $"refs/tags/{tag}^{{commit}}")).Split('\0').Where(name => name.EndsWith(".wasm", StringComparison.Ordinal)).Take(20)];
        return names is [var only] ? only : throw new ComposeException(
            ErrorCodes.Source.NotFound,
            names.Length == 0 ? $"{CleanText.Of(url)} has no *.wasm at this tag" : $"{CleanText.Of(url)} has several components at this tag: {CleanText.Of(string.Join(", ", names))}",
            hint: "name one: git:URL#TAG:PATH");
    }
}
