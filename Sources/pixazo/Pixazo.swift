@main enum Pixazo { static func main() {} }
