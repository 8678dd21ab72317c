using System.Reflection;
using System.Text;

namespace Compose.Errors.Tests;

/// <summary>Runs the commands of a case in this process, in a folder of their own, and records what they print.</summary>
internal static class CommandRunner
{
    private static readonly MethodInfo s_main = Assembly.Load("composectl").EntryPoint!;

    public static string Run(CaseFile file, string root)
    {
        string folder = Directory.CreateTempSubdirectory("compose-").FullName;
        string before = Environment.CurrentDirectory;
        TextWriter output = Console.Out, error = Console.Error;
        try
        {
            file.WriteFiles(folder);
            Environment.CurrentDirectory = folder;
            Environment.SetEnvironmentVariable("NO_COLOR", "1");
            Environment.SetEnvironmentVariable("COMPOSE_HOME", Path.Combine(folder, "store"));
            var text = new StringBuilder();
            foreach (string line in file.CommandLines)
            {
                text.Append("$ ").Append(line).Append('\n');
                var said = new StringWriter();
                var wrong = new StringWriter();
                Console.SetOut(said);
                Console.SetError(wrong);
                int code = Run(Words(line.Replace("{root}", root, StringComparison.Ordinal)));
                Record(text, string.Empty, said.ToString(), folder, root);
                Record(text, "! ", wrong.ToString(), folder, root);
                if (code != 0)
                {
                    text.Append("=> ").Append(code).Append('\n');
                }
            }

            return text.ToString();
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string[] words)
    {
        switch (words[0])
        {
            case "composectl":
                return (int)s_main.Invoke(null, [words[1..]])!;
            case "library":
                try
                {
                    LibraryCases.Run(words[1..]);
                    Console.Error.WriteLine("nothing was thrown");
                }
                catch (ComposeException failure)
                {
                    Console.Error.Write(new ErrorRenderer(_ => null, color: false).Render(failure.Errors));
                }

                return 0;
            default:
                throw new InvalidDataException($"a command is `composectl …` or `library …`, not `{words[0]}`");
        }
    }

    private static void Record(StringBuilder text, string prefix, string printed, string folder, string root)
    {
        // Only the places of this run are made neutral; everything else must be the same to the byte.
        string neutral = printed.Replace(folder, "{here}", StringComparison.Ordinal).Replace(root, "{root}", StringComparison.Ordinal);
        foreach (string line in neutral.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(prefix).Append(line).Append('\n');
        }
    }

    private static string[] Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool quoted = false, any = false;
        foreach (char c in line)
        {
            if (c == '\'')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c == ' ' && !quoted)
            {
                if (any || word.Length > 0)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
            }
        }

        if (any || word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return [.. words];
    }
}
