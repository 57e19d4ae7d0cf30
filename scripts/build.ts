console.log('build script to come')
