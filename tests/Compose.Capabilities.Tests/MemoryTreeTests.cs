using System.Text;
using Compose.Capabilities.Files;
using Compose.Capabilities.Services;

namespace Compose.Capabilities.Tests;

public sealed class MemoryTreeTests
{
    private static readonly string[] s_parts = ["a", "b", "c", "d", "l", ".", "..", "", "m"];

    /// <summary>The tree in memory and the kernel answer alike, whatever is done in whichever order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Operations_ByChance_AnswerAsAFolderOfTheHostDoes(int seed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "compares with Linux");
        string folder = Directory.CreateTempSubdirectory("compose-tree-").FullName;
        try
        {
            Assert.Equal(FileError.None, HostFolders.Instance.OpenRoot(folder, out IDirectory? host));
            using IDirectory memory = new MemoryTree(new FixedWallClock()).Open();
            using (host)
            {
                var random = new Random(seed);
                for (int i = 0; i < 4_000; i++)
                {
                    string path = Path(random);
                    string other = Path(random);
                    int what = random.Next(12);
                    int bits = random.Next(256);
                    string expected = Do(host!, what, path, other, bits);
                    string answer = Do(memory, what, path, other, bits);
                    Assert.True(expected == answer, $"step {i}, operation {what}, \"{path}\", \"{other}\", {bits}: {expected} on Linux, {answer} in memory\n{Describe(memory, 0)}");
                    if (i % 500 == 0)
                    {
                        Assert.Equal(Describe(host!, 0), Describe(memory, 0));
                    }
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>So does the folder that System.IO shows, for systems that have no better.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Portable_ByChance_AnswersAsTheTreeInMemoryDoes(int seed)
    {
        string folder = Directory.CreateTempSubdirectory("compose-tree-").FullName;
        string inside = System.IO.Path.Combine(folder, "inside");
        Directory.CreateDirectory(inside);
        try
        {
            Assert.Equal(FileError.None, HostFolders.OpenPortable(inside, out IDirectory? host));
            using IDirectory memory = new MemoryTree(new FixedWallClock()).Open();
            using (host)
            {
                var random = new Random(seed);
                for (int i = 0; i < 2_000; i++)
                {
                    string path = Path(random);
                    string other = Path(random);
                    int what = random.Next(12);
                    int bits = random.Next(256);
                    if (what == 8)
                    {
                        Assert.Equal(FileError.Unsupported, host!.Link(path, host, other));
                        continue;
                    }

                    string expected = Do(memory, what, path, other, bits);
                    string answer = Do(host!, what, path, other, bits);
                    Assert.True(expected == answer, $"step {i}, operation {what}, \"{path}\", \"{other}\", {bits}: {expected} in memory, {answer} in the folder\n{Describe(memory, 0)}");
                }

                Assert.Equal(Describe(memory, 0), Describe(host!, 0));
            }

            Assert.Equal([inside], Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("NUL")]
    [InlineData("con.txt")]
    [InlineData("aux ")]
    [InlineData("COM1.a.b")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("..\\b")]
    [InlineData("trailing.")]
    [InlineData("trailing ")]
    public void Portable_NamesThatWindowsReadsOtherwise_AreRefused(string name) =>
        Assert.NotEqual(FileError.None, Files.Portable.PortableDirectory.CheckWindowsName(name));

    [Fact]
    public void Quota_Reached_IsAnErrorAndComesBackWhenFilesGo()
    {
        var tree = new MemoryTree(new FixedWallClock(), quota: 10);
        using IDirectory root = tree.Open();
        using IFile file = Make(root, "a");
        Assert.Equal(FileError.None, file.Write(new byte[10], 0, out _));
        Assert.Equal(FileError.Quota, file.Append(new byte[1], out int count));
        Assert.Equal(0, count);
        Assert.Equal(FileError.Quota, file.SetSize(11));
        Assert.Equal(FileError.None, root.UnlinkFile("a"));
        Assert.Equal(10ul, tree.Used);
        file.Dispose();
        Assert.Equal(0ul, tree.Used);
        using IFile again = Make(root, "b");
        Assert.Equal(FileError.None, again.Write(new byte[10], 0, out _));
        Assert.Equal(FileError.FileTooLarge, again.SetSize(ulong.MaxValue));
    }

    [Fact]
    public void Times_ComeFromTheClock()
    {
        using IDirectory root = new MemoryTree(new FixedWallClock(new Timestamp(77, 5))).Open();
        using IFile file = Make(root, "a");
        file.Stat(out NodeStat stat);
        Assert.Equal(new Timestamp(77, 5), stat.Modified);
        Assert.Equal(FileError.None, root.SetTimesAt("a", true, NewTime.NoChange, NewTime.At(new Timestamp(1, 2))));
        file.Stat(out stat);
        Assert.Equal((new Timestamp(77, 5), new Timestamp(1, 2)), (stat.Accessed, stat.Modified));
        Assert.Equal(FileError.Invalid, file.SetTimes(NewTime.At(new Timestamp(1, 1_000_000_000)), NewTime.Now));
    }

    [Fact]
    public void Trees_AreApart()
    {
        using IDirectory one = new MemoryTree(new FixedWallClock()).Open();
        using IDirectory other = new MemoryTree(new FixedWallClock()).Open();
        using IFile file = Make(one, "a");
        Assert.Equal(FileError.CrossDevice, one.Rename("a", other, "a"));
        Assert.Equal(FileError.CrossDevice, one.Link("a", other, "a"));
        one.Stat(out NodeStat left);
        other.Stat(out NodeStat right);
        Assert.NotEqual(left.Device, right.Device);
    }

    private static IFile Make(IDirectory root, string name)
    {
        Assert.Equal(FileError.None, root.Open(name, new OpenRequest { Create = true, Read = true, Write = true }, out IFileNode? node));
        return Assert.IsType<IFile>(node, exactMatch: false);
    }

    private static string Path(Random random)
    {
        string path = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => s_parts[random.Next(s_parts.Length)]));
        return random.Next(12) == 0 ? path + "/" : path;
    }

    private static string Do(IDirectory root, int what, string path, string other, int bits)
    {
        bool follow = (bits & 1) != 0;
        switch (what)
        {
            case 0:
                FileError error = root.StatAt(path, follow, out NodeStat stat);
                return error == FileError.None ? $"{stat.Type} {(stat.Type == NodeType.Directory ? 0 : stat.Size)}" : error.ToString();
            case 1 or 2 or 3:
                return root.CreateDirectory(path).ToString();
            case 4:
                return root.RemoveDirectory(path).ToString();
            case 5:
                return root.UnlinkFile(path).ToString();
            case 6:
                error = root.ReadLink(path, out string? target);
                return error == FileError.None ? target! : error.ToString();
            case 7:
                return other.Length == 0 ? "None" : root.CreateSymbolicLink(other, path).ToString();
            case 8:
                // Of two bad paths either may be told; so it is with open, of a bad path and bad flags.
                return root.Link(path, root, other) == FileError.None ? "ok" : "refused";
            case 9:
                return root.Rename(path, root, other) == FileError.None ? "ok" : "refused";
            default:
                return Open(root, path, bits, follow);
        }
    }

    private static string Open(IDirectory root, string path, int bits, bool follow)
    {
        var request = new OpenRequest
        {
            Follow = follow,
            Create = (bits & 2) != 0,
            Exclusive = (bits & 4) != 0,
            Truncate = (bits & 24) == 24,
            Read = true,
            Write = (bits & 16) != 0,
            Directory = (bits & 2) == 0 && (bits & 96) == 96,
        };
        FileError error = root.Open(path, request, out IFileNode? node);
        using (node)
        {
            if (node is not IFile file)
            {
                return error.ToString();
            }

            if (request.Write)
            {
                error = file.Append(Encoding.UTF8.GetBytes(path), out int count);
                return $"{error} {count}";
            }

            byte[] buffer = new byte[64];
            error = file.Read(buffer, 0, out int length);
            return $"{error} {Encoding.UTF8.GetString(buffer, 0, length)}";
        }
    }

    /// <summary>The whole tree as text.</summary>
    private static string Describe(IDirectory directory, int depth)
    {
        var text = new StringBuilder();
        Assert.Equal(FileError.None, directory.Entries(out IReadOnlyList<DirectoryEntry> entries));
        foreach (DirectoryEntry entry in entries)
        {
            text.Append(' ', depth).Append(entry.Name).Append(' ').Append(entry.Type).Append('\n');
            if (entry.Type == NodeType.Directory)
            {
                Assert.Equal(FileError.None, directory.Open(entry.Name!, default, out IFileNode? node));
                using (node)
                {
                    text.Append(Describe((IDirectory)node!, depth + 1));
                }
            }
        }

        return text.ToString();
    }
}
