using Compose.Conformance.Generate;

// generate FOLDER: writes the vectors. What is written is checked in; a test compares it with what this would write.
if (args is not [{ } folder])
{
    Console.Error.WriteLine("usage: generate FOLDER");
    return 2;
}

foreach ((string name, string text) in VectorFiles.All(folder))
{
    string path = Path.Combine(folder, name);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, text);
}

return 0;
